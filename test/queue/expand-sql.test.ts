// Statements are written with names: what the loader makes of them, and what it refuses.
import { describe, expect, it } from '@jest/globals';
import { type Expanded, expandSql } from '../../src/platform/database/expand-sql.js';

const FRAGMENTS: Readonly<Record<string, string>> = {
  waits: '-- waits(slice): whether something of a slice waits.\n{slice}.stop is null and :count({slice}) > 0\n',
  count: '-- count(slice): how much waits.\n-- Another line.\n{slice}.last - {slice}.first -- not begun\n  + 1\n',
  all: `-- all(): everything.\n'{}'\n`,
  between: '-- between(id, low): from the lowest on.\n{id} between {low} and {low} + :room::int\n',
  round: '-- round(x): itself.\n:circle({x})\n',
  circle: '-- circle(x): itself.\n:round({x})\n',
  nameless: '{x}\n',
};
const names = {
  codes: { Outcome: { Submitted: 2, InDoubt: 7 }, Kind: { Text: `it's` } },
  fragment: (name: string): string | undefined => FRAGMENTS[name],
};
const expand = (sql: string): Expanded => expandSql(sql, names);
const textOf = (sql: string): string => expand(sql).text;

describe('parameters', () => {
  it('are numbered as they come, each once', () => {
    expect(expand('select :b, :a::int, any (:b::int[])')).toEqual({
      text: 'select $1, $2::int, any ($1::int[])',
      parameters: ['b', 'a'],
    });
  });

  it('begin with the lane, wherever it stands', () => {
    expect(expand('select :other where l.lane = :lane')).toEqual({ text: 'select $2 where l.lane = $1', parameters: ['lane', 'other'] });
  });

  it('may stand behind any operator and bracket', () => {
    expect(textOf('f(:a,:b)=:c and d>:e and (:f) || :g')).toBe('f($1,$2)=$3 and d>$4 and ($5) || $6');
  });

  it('are told apart where one name begins another', () => {
    expect(expand(':entry :entryId :entry').parameters).toEqual(['entry', 'entryId']);
  });
});

describe('codes', () => {
  it('become their values', () => {
    expect(textOf('x.status in (:Outcome.Submitted, :Outcome.InDoubt) and k = :Kind.Text')).toBe(`x.status in (2, 7) and k = 'it''s'`);
  });

  it.each([
    [':Outcome.Lost', /Outcome has Submitted, InDoubt/],
    [':AttemptResult.Lost', /no enum AttemptResult/],
  ])('are refused where nobody knows them: %s', (sql, message) => {
    expect(() => expand(`select ${sql}`)).toThrow(message);
  });
});

describe('fragments', () => {
  it('stand where they are called, without their comments, with what they call themselves', () => {
    expect(textOf('where :waits(s) and 1 = 1')).toBe('where s.stop is null and s.last - s.first\n  + 1 > 0 and 1 = 1');
  });

  it('take no argument, or several, which may be parameters', () => {
    expect(expand('select :all(), :between(e.id, :from::bigint)')).toEqual({
      text: `select '{}', e.id between $1::bigint and $1::bigint + $2::int`,
      parameters: ['from', 'room'],
    });
  });

  it.each([
    [':lost(s)', /no fragment lost/],
    [':waits()', /takes \(slice\)/],
    [':waits(a, b)', /takes \(slice\)/],
    [':round(s)', /contains itself/],
    [':nameless(s)', /should begin with/],
  ])('are refused: %s', (sql, message) => {
    expect(() => expand(sql)).toThrow(message);
  });
});

describe('everything else stays as it is', () => {
  it.each([
    ['a cast', 'select a::int, b::text[], (c)::int, d::Outcome'],
    ['an array slice', 'select a[1:2], a[2:], a[:2], a[low:high], a[f(x):y]'],
    ['an operator of JSON', `select a -> 'b' ->> ':c', a @> '{"x": 1}', a #> '{b}', a ? 'b'`],
    ['text in quotes', `select ':lane', 'it''s :lane', "a:lane", E'it\\'s :lane', e'\\\\'`],
    ['text in dollars', 'select $$ :lane $$, $do$ it :lane $$ $do$'],
    ['an assignment', 'select f(a := 1, b => 2)'],
  ])('%s', (_what, sql) => {
    expect(expand(sql)).toEqual({ text: sql, parameters: [] });
  });

  it('but comments, which may say anything, leave', () => {
    const sql = "-- A header: :lane, :Lost.code, :lost(x), it's\nselect 1, -- :lane\n  -- a line of its own\n  '-- none', :lane\n";
    expect(expand(sql)).toEqual({ text: "select 1,\n  '-- none', $1", parameters: ['lane'] });
  });

  it('and comments of C are refused, which may be within one another', () => {
    expect(() => expand('select /* :lane */ 1')).toThrow('begin with --');
  });
});
