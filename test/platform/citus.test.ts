// `npm run citus:distribute` where it can't: one plain sentence, exit code 1, and nothing changed.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { refuseWhileServing } from '../../src/platform/database/citus.js';
import { loadServerConfig } from '../../src/modules.js';
import { createPool } from '../../src/platform/database/database.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { Process } from '../support/process.js';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  Process.killAll();
  await client.end();
  await database.close();
});

async function said(args: string[], env: Record<string, string>): Promise<[number | null, string]> {
  const command = Process.start(process.execPath, ['scripts/launch.mjs', 'cli/distribute', ...args], env);
  const [code] = await command.ended();
  return [code, command.output.trim()];
}

it.each([
  ['without a database', [], {}, /^DATABASE_URL is missing: set it to the database on the coordinator, and run the command again\.$/],
  ['with arguments that it has not', ['--all'], {}, /^Usage: npm run citus:distribute \[-- --shards 32\]$/],
  [
    'without an answer',
    [],
    { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x' },
    /^The database at 127\.0\.0\.1:1 does not accept connections\./,
  ],
])('%s', async (_name, args, env, sentence) => {
  expect(await said(args, env as Record<string, string>)).toEqual([1, expect.stringMatching(sentence)]);
});

it('on a server without the extension', async () => {
  const sentence = 'The server that DATABASE_URL names has no citus extension. Install Citus on it, or stay on plain PostgreSQL.';
  expect(await said([], { DATABASE_URL: database.url })).toEqual([1, sentence]);
});

it('while a server is connected', async () => {
  const pool = createPool(loadServerConfig({ DATABASE_URL: database.url }), { max: 1, name: 'engagement-server dispatch' });
  await pool.query('select');
  await expect(refuseWhileServing(client)).rejects.toThrow(
    /^A server still uses this database \(\d+ connections\)\. Stop every server and worker/,
  );
  await pool.end();
});

it('is given its session’s settings beside those of the URL', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c statement_timeout=1234`.trim());
  const pool = createPool(loadServerConfig({ DATABASE_URL: url.href }), { max: 1, name: 'test' });
  const shown = async (name: string): Promise<unknown> =>
    (await pool.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value;
  expect([await shown('jit'), await shown('citus.propagate_set_commands')]).toEqual(['off', 'local']);
  await pool.end();
});
