// docs/concepts/states.md shows the states and moves that the code has as data. `npm run docs:states` writes its diagrams and tables anew.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { REQUEST_MOVES, REQUEST_RULES } from '../../src/queue/request-states.js';
import { ENTRY_MOVES, MOVERS } from '../../src/queue/state-machine.js';
import { ENTRY_STATES, type EntryState, entryStateOf, OUTCOME, REQUEST_STATES, STOP_REASON } from '../../src/queue/states.js';
import { writtenAnew } from './states-page.js';

const PAGE = 'docs/concepts/states.md';
const NAMES = Object.keys(ENTRY_STATES) as EntryState[];

describe('docs/concepts/states.md', () => {
  it('has the diagrams and tables that the data gives (npm run docs:states)', () => {
    const page = readFileSync(PAGE, 'utf8');
    if (process.env.WRITE_DOCS !== undefined) writeFileSync(PAGE, writtenAnew(page));
    expect(readFileSync(PAGE, 'utf8')).toBe(writtenAnew(page));
  });
});

describe('the states of an entry', () => {
  it('are told apart by every combination of place, stop reason and outcome', () => {
    for (const stopReason of [null, ...Object.values(STOP_REASON)]) {
      for (const place of ['waiting', 'leased'] as const)
        for (const outcome of [null, OUTCOME.QueueFull]) expect(NAMES).toContain(entryStateOf({ place, stopReason, outcome }));
      for (const outcome of Object.values(OUTCOME).filter((each) => each !== OUTCOME.QueueFull))
        expect(NAMES).toContain(entryStateOf({ place: 'ended', stopReason, outcome }));
    }
    expect(() => entryStateOf({ place: 'ended', stopReason: null, outcome: null })).toThrow('No state');
  });

  it('are final where nothing moves them, and no others', () => {
    const left = new Set(ENTRY_MOVES.flatMap(({ from }) => from));
    expect(NAMES.filter((name) => !left.has(name)).sort()).toEqual(NAMES.filter((name) => ENTRY_STATES[name].final === true).sort());
  });

  it('are all reached from a submit', () => {
    const reached = new Set<EntryState>();
    for (let before = -1; reached.size > before;) {
      before = reached.size;
      for (const { from, to } of ENTRY_MOVES)
        if (from.length === 0 || from.some((each) => reached.has(each))) for (const each of to) reached.add(each);
    }
    expect([...reached].sort()).toEqual([...NAMES].sort());
  });

  it('are moved by statements that exist, each of them by some', () => {
    expect(new Set(ENTRY_MOVES.flatMap(({ by }) => by))).toEqual(new Set(Object.keys(MOVERS)));
    for (const file of Object.values(MOVERS)) expect([file, existsSync(`src/queue/${file}`)]).toEqual([file, true]);
  });
});

describe('the states of a request', () => {
  it('are each given by a rule, and entered and left by a move', () => {
    const names = [...REQUEST_STATES].sort();
    expect(REQUEST_RULES.map(({ state }) => state).sort()).toEqual(names);
    expect([...new Set(REQUEST_MOVES.flatMap(({ to }) => to ?? []))].sort()).toEqual(names);
    expect([...new Set(REQUEST_MOVES.flatMap(({ from }) => from ?? []))].sort()).toEqual(names);
  });
});
