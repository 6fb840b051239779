// On a Citus cluster: every statement of the server goes to one node. Each is prepared as the server prepares it and explained again and
// again, past the executions after which PostgreSQL would keep a generic plan. (Forced to be generic it can't be planned at all: without
// the lane's value the engine doesn't know where to go, and says so by a cost that is never chosen.)
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { requestIdOf } from '../../src/queue/sms-ids.js';
import { filesUnder, sqlFiles, type Source, sqlStrings } from '../architecture/sql-sources.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const EXECUTIONS = 7;
const LANE = 3;
/** Fan-out reads, each with its reason in test/architecture/sql-rules.test.ts. */
const FAN_OUT = ['src/queue/sql/open-lanes.sql', 'src/queue/sql/lanes.sql', 'src/messages/see/lanes.ts'];
/** `insert … select` whose lane is no table's: the coordinator makes the rows and copies them to the one node. Part of a lane's transaction. */
const COPIED = ['doubts-notice.sql', 'enqueue-entries.sql', 'enqueue-slices.sql', 'removal-note.sql'];

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

const files = sqlFiles('src').filter(({ where }) => !FAN_OUT.includes(where));
/** Those that are known to the letter, on tables with a lane. */
const strings = sqlStrings(filesUnder('src', '.ts').filter((path) => !path.startsWith('src/platform/'))).statements.filter(
  ({ where, sql }) => !FAN_OUT.some((path) => where.startsWith(path)) && !sql.includes('$99') && /\b(?:from|into|update) sms_/.test(sql),
);
const copied = ({ where }: Source): boolean => COPIED.some((name) => where.endsWith(name));

describe('one task', () => {
  it.each([...files, ...strings].filter((source) => !copied(source)).map(({ where, sql }) => [where, sql]))('%s', async (_where, sql) => {
    for (const plan of await plansOf(sql)) {
      expect(plan).toContain('Custom Scan (Citus Adaptive)');
      expect(plan.match(/Task Count: \d+/g)).toEqual(['Task Count: 1']);
    }
  });
});

describe('rows made by the coordinator for one node', () => {
  it.each(files.filter(copied).map(({ where, sql }) => [where, sql]))('%s', async (_where, sql) => {
    for (const plan of await plansOf(sql)) expect(plan).not.toMatch(/Task Count: (?!1$)/m);
  });
});
