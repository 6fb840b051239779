// Every SQL text of the server keeps to the rules that let its tables be spread over machines (docs/guides/citus.md), read by PostgreSQL's
// own parser; and the reader finds a violation of each when one is planted.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { composed } from '../../src/queue/statements.js';
import { laneTables, schemaViolations, type Violation, violationsOf } from './sql-rules.js';
import { filesUnder, sqlFiles, type Source, sqlStrings } from './sql-sources.js';

/** Statements that may ask every lane at once, and why. */
const FAN_OUT: Readonly<Record<string, string>> = {
  'src/queue/lanes/sql/open-lanes.sql': 'asked once, at a start: which lanes are left out of LANES',
};
/** SQL that stands in the code, and why: all other statements are files under sql/. */
const IN_CODE: Readonly<Record<string, string>> = {
  'src/platform/': 'what is asked before there is a schema: the server, its roles, Citus',
  'src/cli/distribute.ts': 'the nodes of a cluster, asked by an operator',
  'src/health/readiness.ts': 'select 1',
  'src/queue/lanes/lane-directory.ts': 'an advisory lock',
  'src/requests/query/entry-spans.ts': 'a search, composed of several texts: each composition is read like a file',
};
/** Tests of what happens within PostgreSQL itself, which know that they are on one node or ask all of them. */
const ONE_NODE: readonly string[] = [
  'test/support/database.ts',
  'test/support/waits.ts',
  'test/flows/embedded.test.ts',
  'test/platform/pools.test.ts',
];
const isMigration = ({ where }: Source): boolean => where.includes('/migrations/');

const files = sqlFiles('src');
const { statements, definitions } = sqlStrings(filesUnder('src', '.ts'));
let tables: Set<string>;
beforeAll(async () => {
  const made = definitions.filter(isMigration).map(({ sql }) => sql);
  tables = await laneTables(made);
});

const described = (found: readonly Violation[]): string[] => found.map(({ rule, what }) => `rule ${rule}: ${what}`);
async function broken(sources: readonly Source[], options?: { acrossLanes: boolean }): Promise<string[]> {
  const all = await Promise.all(
    sources.map(async ({ where, sql }) => {
      const found = await violationsOf(sql, tables, options).catch((error: unknown) => [{ rule: 0, what: `is not SQL: ${String(error)}` }]);
      return described(found).map((line) => `${where} ${line}`);
    }),
  );
  return all.flat();
}
const fansOut = ({ where }: Source): boolean => Object.keys(FAN_OUT).some((path) => where.startsWith(path));

it('finds what there is to read', () => {
  expect(files.length).toBeGreaterThan(100);
  expect([...tables]).toEqual(expect.arrayContaining(['queue_lane', 'request', 'queue_entry', 'queue_slice', 'delivery_receipt']));
  expect(tables.has('app_key')).toBe(false);
});

it('each statement keeps to the rules', async () => {
  expect(await broken(files.filter((file) => !fansOut(file)))).toEqual([]);
});

it('the code holds no SQL besides', () => {
  const found = statements.filter((each) => !isMigration(each)).map(({ where }) => where);
  const reasons = Object.keys(IN_CODE);
  expect(found.filter((where) => !reasons.some((path) => where.startsWith(path)))).toEqual([]);
  expect(reasons.filter((path) => !found.some((where) => where.startsWith(path)))).toEqual([]);
});

it.each(Object.keys(FAN_OUT))('%s still asks every lane, and breaks no other rule', async (path) => {
  const found = await broken(files.filter(({ where }) => where.startsWith(path)));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((line) => !line.includes('rule 4'))).toEqual([]);
});

it('the schema keeps to the rules', async () => {
  for (const { where, sql } of definitions.filter(isMigration)) expect([where, await schemaViolations(sql)]).toEqual([where, []]);
});

it('the tests’ own SQL runs on distributed tables too', async () => {
  const own = [...filesUnder('test', '.ts'), ...filesUnder('faults', '.mjs')].filter(
    (path) => !/^test\/(?:architecture\/sql-|queue\/expand-sql)/.test(path),
  );
  const all = sqlStrings(own).statements.filter(({ where }) => !ONE_NODE.some((file) => where.startsWith(file)));
  const queries = new URL('../../src/requests/query/module.ts', import.meta.url).href;
  const written = all.map(({ where, sql }) => ({ where, sql: composed('test', sql, queries).text }));
  const asked = [...tables, 'app_key', 'lane_use', 'pg_stat_activity', 'pg_locks'].join('|');
  const asks = new RegExp(`\\b(?:from|into|update|join) (?:${asked})\\b|pg_\\w*advisory`);
  const asking = written.filter(({ sql }) => asks.test(sql));
  // What is put together while it runs is read where it is written.
  const known = asking.filter(({ sql }) => !sql.includes('join $99'));
  expect(known.length).toBeGreaterThan(20);
  expect(await broken(known, { acrossLanes: true })).toEqual([]);
});

describe('a planted violation is found', () => {
  it.each([
    [4, 'select * from queue_slice s'],
    [4, 'select * from queue_slice s where s.request_id = $1'],
    [4, 'select * from queue_slice s where lane = $1 or s.first = 1'],
    [4, 'select * from queue_slice s where s.lane = $1 or s.first = 1'],
    [4, 'select * from queue_slice s where s.lane = $2'],
    [4, 'select * from request r join queue_slice s on s.lane = r.lane where r.lane = $1'],
    [4, 'select * from request r left join queue_slice s on s.request_id = r.id where r.lane = $1'],
    [4, 'select (select count(*) from queue_slice s where s.request_id = r.id) from request r where r.lane = $1'],
    [4, 'select * from request r where r.lane = $1 and exists (select from queue_slice s where s.request_id = r.id)'],
    [4, 'with h as (select * from queue_slice s where s.first = 1) select * from h'],
    [4, 'update queue_slice s set first = 1 from (select 1) h where s.request_id = 1'],
    [4, 'delete from queue_slice s using request r where s.lane = $1 and r.id = s.request_id'],
    [4, 'insert into queue_lane (lane, next_sequence) values ($1, 1), (0, 1)'],
    [4, 'insert into queue_lane (lane, next_sequence) select u.lane, 1 from unnest($1::smallint[]) u (lane)'],
    [4, 'insert into queue_lane (next_sequence) values (1)'],
    [4, 'insert into removal (lane, request_id, last) select $1::smallint, u.id, 1 from unnest($2::bigint[]) u (id)'],
    [4, 'insert into removal (lane, request_id, last) select l.lane, u.id, 1 from queue_lane l cross join unnest($2::bigint[]) u (id)'],
    [4, 'insert into removal (lane, request_id, last) select s.first, s.request_id, 1 from queue_slice s where s.lane = $1'],
    [5, 'insert into queue_lane (lane, next_sequence) select u.lane, 1 from unnest($1::smallint[]) u (lane)'],
    [6, 'with i as (insert into queue_lane (lane, next_sequence) values ($1, 1) returning 1) select * from i'],
    [6, 'merge into queue_lane l using (select 1) x on l.lane = $1 when matched then do nothing'],
    [9, 'update queue_slice s set lease_until = now() where s.lane = $1'],
    [9, 'update queue_slice s set lease_until = current_timestamp where s.lane = $1'],
    [9, 'update queue_slice s set due_at = greatest(s.not_before, clock_timestamp()) where s.lane = $1'],
    [9, 'update queue_slice s set lease_token = random() where s.lane = $1'],
    [9, `update queue_slice s set due_at = s.due_at + interval '1 second' where s.lane = $1`],
    [9, `update queue_slice s set due_at = s.due_at - $2 * '1 second'::interval where s.lane = $1`],
    [9, 'update queue_slice s set retry_positions = s.retry_positions[2:] where s.lane = $1'],
    [9, 'update queue_slice s set first = s.retry_positions[1] where s.lane = $1'],
    [9, 'update queue_slice s set retry_positions[1] = 2 where s.lane = $1'],
    [9, 'update queue_slice s set first = 1 where s.lane = $1 returning coalesce(s.due_at, now())'],
    [9, `delete from queue_slice s where s.lane = $1 and s.due_at + interval '1 day' < now()`],
    [9, 'delete from queue_slice s where s.lane = $1 and s.due_at < case when s.first = 1 then now() end'],
    [9, 'insert into queue_lane as l (lane, next_sequence) values ($1, 1) on conflict (lane) do update set next_sequence = random()'],
    [9, 'with u as (update queue_slice s set due_at = now() where s.lane = $1 returning 1) select * from u'],
    [17, 'select pg_advisory_xact_lock($1)'],
    [17, `select pg_notify('due', s.queue) from queue_slice s where s.lane = $1`],
  ])('of rule %i: %s', async (rule, sql) => {
    expect((await violationsOf(sql, tables)).map((found) => found.rule)).toContain(rule);
  });

  it.each([
    [4, 'select * from request r join queue_slice s on s.request_id = r.id'],
    [4, 'select * from request r join queue_slice s on s.request_id = r.id where r.lane = 1'],
    [4, 'select * from request r, queue_slice s where r.lane = 1 and s.lane = 2'],
    [4, 'select * from request r cross join lateral (select 1) x left join queue_slice s on s.request_id = r.id and s.lane = $1'],
    [4, 'update queue_slice s set first = 1 from request r where r.id = s.request_id'],
    [4, 'delete from queue_slice s using request r where r.id = s.request_id and r.lane = $1'],
    [4, 'select r.id from request r where exists (select from queue_slice s where s.request_id = r.id)'],
    [4, 'select (select count(*) from queue_slice s where s.request_id = r.id) from request r'],
    [
      4,
      'update queue_slice s set first = d.first from (select f.first from queue_slice f where f.request_id = $1) d where s.first = d.first',
    ],
    [4, 'insert into queue_lane (next_sequence) values (1)'],
    [5, 'select from queue_slice where request_id = $1 for update'],
    [5, 'select from queue_slice s where s.request_id = any ($1) for update skip locked'],
    [5, 'select from request r join queue_slice s on s.lane = r.lane for update of s'],
    [6, 'with i as (insert into queue_lane (lane, next_sequence) values ($1, 1) returning 1) select * from i'],
    [9, 'update queue_slice s set due_at = case when s.first = 1 then now() else s.due_at end'],
    [9, 'update queue_slice s set due_at = coalesce(s.due_at, now())'],
    [
      9,
      `update queue_slice s set due_at = d.at from (select f.lane, case when f.first = 1 then now() end as at from queue_slice f) d where s.lane = d.lane`,
    ],
    [9, `update queue_slice s set due_at = coalesce(s.due_at, '2030-01-01'::timestamptz + interval '1 s')`],
    [9, `update queue_lane set since = since - interval '1 day'`],
    [9, `update queue_slice s set due_at = s.due_at - $1::interval where s.first = 1`],
    [9, `delete from queue_slice s where s.due_at + interval '1 day' < now()`],
    [9, 'update queue_slice s set first = s.retry_positions[1]'],
    [17, 'select pg_advisory_lock(1)'],
    [17, `select from pg_stat_activity where wait_event_type = 'Lock'`],
    [17, 'select from pg_locks l where not l.granted'],
  ])('in a test, of rule %i: %s', async (rule, sql) => {
    expect((await violationsOf(sql, tables, { acrossLanes: true })).map((found) => found.rule)).toContain(rule);
  });

  it.each([
    'select * from request r join queue_slice s on s.lane = r.lane and s.request_id = r.id',
    'select * from request r join queue_slice s on s.lane = $1 and s.request_id = r.id where r.lane = $1',
    'select * from request r join queue_slice s using (lane) where r.id = 1',
    'select r.id from request r where exists (select from queue_slice s where s.lane = r.lane and s.request_id = r.id)',
    'update queue_slice s set first = d.first from (select f.first from queue_slice f where f.lane = $1) d where s.lane = $1 and s.first = d.first',
    'select count(*) from queue_slice where (select count(*) from request) > 1',
    'select from queue_slice where lane = $1 and request_id = $2 for update',
    'select from request r join queue_slice s on s.lane = r.lane where r.lane = 3 for update of s',
    `update queue_slice set due_at = now() - interval '1 s'`,
    'with d as materialized (select f.lane, case when f.first = 1 then now() end as at from queue_slice f where f.lane = $1) update queue_slice s set due_at = d.at from d where s.lane = $1',
    'update queue_slice set due_at = greatest(not_before, least(due_at, now()))',
    'select coalesce(max(due_at), now()) from queue_slice',
  ])('and none in a test’s: %s', async (sql) => {
    expect(await violationsOf(sql, tables, { acrossLanes: true })).toEqual([]);
  });

  it.each([
    'select * from queue_slice s where s.lane = $1::smallint and s.first = 1',
    'delete from idempotency_key k where k.lane = $1 and k.created_at < $2',
    `delete from idempotency_key k where k.lane = $1 and k.created_at < now() - interval '1 day'`,
    'update queue_slice s set retry_positions = h.retry_positions, due_at = greatest(h.due_at, s.not_before) from (select 1) h where s.lane = $1',
    `insert into delivery_receipt (lane, entry_id, look_at) values ($1, $2, now() + interval '1 s')`,
    'select * from app_key k where k.id = $1',
    'insert into removal (lane, request_id, last) select l.lane, u.id, 1 from queue_lane l cross join unnest($2::bigint[]) u (id) where l.lane = $1',
  ])('and none in: %s', async (sql) => {
    expect(await violationsOf(sql, tables)).toEqual([]);
  });

  it.each([
    [1, 'create table t (id bigint not null, constraint t_pkey primary key (id), lane smallint not null)'],
    [1, 'create table t (lane integer not null, constraint t_pkey primary key (lane))'],
    [1, 'create table t (lane smallint not null, n int, constraint t_n unique (n, lane))'],
    [1, 'create index t_n on t (n)'],
    [12, 'create table t (lane smallint not null, n bigint generated always as identity)'],
    [12, 'create table t (lane smallint not null, n int, constraint t_n foreign key (n) references o (n))'],
    [12, 'create trigger x before insert on t for each row execute function f()'],
  ])('in the schema, of rule %i: %s', async (rule, ddl) => {
    expect((await schemaViolations(ddl)).map((found) => found.rule)).toContain(rule);
  });
});
