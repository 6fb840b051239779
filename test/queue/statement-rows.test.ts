// What a statement answers has the columns that the type of its rows names: PostgreSQL says which, the compiler holds whoever reads them to
// the type. Each is run once, with values that mean nothing, and undone.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { SPANS } from '../../src/requests/query/entry-spans.js';
import { loadedStatements } from '../architecture/loaded-statements.js';
import { sqlFiles } from '../architecture/sql-sources.js';
import { QueueRig } from './queue-rig.js';

const VALUES: readonly [type: RegExp, value: string][] = [
  [/\[\]$/, `'{}'`],
  [/^smallint$|^integer$|^bigint$|^numeric$|^double precision$|^real$/, '0'],
  [/^boolean$/, 'false'],
  [/^timestamp/, 'now()'],
  [/^bytea$/, `''`],
  [/^uuid$/, `'00000000-0000-0000-0000-000000000000'`],
  [/^jsonb$/, `'[]'`],
  [/./, `'x'`],
];

let rig: QueueRig;
let client: PoolClient;
beforeAll(async () => {
  rig = await QueueRig.start();
  client = await rig.pool.connect();
});
afterAll(async () => {
  client.release();
  await rig.close();
});

async function columnsOf(sql: string): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(`prepare statement as ${sql}`);
    const { rows } = await client.query<{ types: string[] }>(
      `select array(select t::text from unnest(parameter_types) t) as types from pg_prepared_statements where name = 'statement'`,
    );
    const values = (rows[0]?.types ?? []).map((type) => VALUES.find(([each]) => each.test(type))?.[1] ?? 'null');
    const { fields } = await client.query(`execute statement${values.length === 0 ? '' : ` (${values.join(', ')})`}`);
    return fields.map(({ name }) => name);
  } finally {
    await client.query('rollback');
    await client.query('deallocate all');
  }
}

const files = new Map(sqlFiles('src').map(({ where, sql }) => [where, sql]));
const answering = loadedStatements().filter(({ columns }) => columns.length > 0);

it.each(answering.map(({ file, columns }) => [file, columns] as const))('%s', async (file, columns) => {
  const answered = await columnsOf(files.get(file) ?? '');
  expect(columns.filter((column) => !answered.includes(column))).toEqual([]);
});

it.each(SPANS.map(({ name, text }) => [name, text] as const))('%s', async (_name, text) => {
  expect(await columnsOf(text)).toEqual(['request_id', 'us', 'first', 'low', 'high', 'certain']);
});
