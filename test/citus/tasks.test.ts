// On a Citus cluster: every statement of the server goes to one node. Each is prepared as the server prepares it and explained again and
// again, past the executions after which PostgreSQL would keep a generic plan. (Forced to be generic it can't be planned at all: without
// the lane's value the engine doesn't know where to go, and says so by a cost that is never chosen.)
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ENTRIES } from '../../src/queue/enqueue/enqueue.js';
import { requestIdOf } from '../../src/queue/entry-ids.js';
import { texts } from '../../src/queue/sql-arrays.js';
import { run } from '../../src/queue/statements.js';
import { statementNamed } from '../support/statement.js';
import { sqlFiles } from '../architecture/sql-sources.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const EXECUTIONS = 7;
const LANE = 3;
const VALUES: readonly [type: RegExp, value: string][] = [
  [/\[\]$/, `'{}'`],
  [/^smallint$|^integer$|^bigint$|^numeric$|^double precision$|^real$/, '1'],
  [/^boolean$/, 'false'],
  [/^timestamp/, 'now()'],
  [/^interval$/, `interval '1 second'`],
  [/^bytea$/, `''`],
  [/^uuid$/, `'00000000-0000-0000-0000-000000000000'`],
  [/^jsonb$/, `'[]'`],
  [/./, `'x'`],
];
const valueOf = (type: string, position: number): string => {
  if (position === 0) return String(LANE);
  // An ID names its lane.
  if (type === 'bigint') return requestIdOf(LANE, 1_000n).toString();
  return VALUES.find(([each]) => each.test(type))?.[1] ?? 'null';
};

/** Numbers that aren't used would have no type. */
function renumbered(sql: string): string {
  const used = [...new Set(sql.match(/\$\d+/g) ?? [])].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return sql.replace(/\$\d+/g, (each) => `$${used.indexOf(each) + 1}`);
}

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

async function plansOf(sql: string): Promise<string[]> {
  await client.query(`prepare hot as ${renumbered(sql)}`);
  try {
    const { rows } = await client.query<{ types: string[] }>(
      `select parameter_types::text[] as types from pg_prepared_statements where name = 'hot'`,
    );
    const values = (rows[0]?.types ?? []).map(valueOf).join(', ');
    const plans: string[] = [];
    for (let i = 0; i < EXECUTIONS; i++) {
      const explained = await client.query<{ 'QUERY PLAN': string }>(
        `explain (costs off) execute hot${values === '' ? '' : ` (${values})`}`,
      );
      plans.push(explained.rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  } finally {
    await client.query('deallocate hot');
  }
}

/** Those of a lane: others read a catalogue, what every node has, or (open-lanes) all lanes. */
const files = sqlFiles('src').filter(({ parameters }) => parameters[0] === 'lane');
describe('one task', () => {
  it.each(files.map(({ where, sql }) => [where, sql]))('%s', async (_where, sql) => {
    for (const plan of await plansOf(sql)) {
      expect(plan).toContain('Custom Scan (Citus Adaptive)');
      expect(plan.match(/Task Count: \d+/g)).toEqual(['Task Count: 1']);
    }
  });
});

it('tables that have grown are analysed on the nodes where they lie', async () => {
  await client.query('insert into queue_lane (lane, next_sequence) values ($1, 1)', [LANE]);
  const mobiles = Array.from({ length: 5_000 }, (_, i) => `+1202555${String(i).padStart(4, '0')}`);
  const idBefore = requestIdOf(LANE, 2_000n).toString();
  await run(client, ENTRIES, { lane: LANE, idBefore, channel: 1, addresses: texts(mobiles), variables: null });
  const { rows } = await client.query<{ schema: string }>('select current_schema() as schema');
  const known = async (): Promise<number> => {
    const text = `select coalesce(max(c.reltuples), 0)::int from pg_class c
      where c.relnamespace = '${rows[0]?.schema ?? ''}'::regnamespace and c.relname ~ '^queue_entry_[0-9]+$'`;
    const asked = await client.query<{ result: string }>('select r.result from run_command_on_workers($1) r', [text]);
    return Math.max(...asked.rows.map(({ result }) => Number(result)));
  };
  expect(await known()).toBeLessThanOrEqual(0);
  await client.query(statementNamed('grown-nodes').text);
  expect(await known()).toBe(5_000);
});
