// A database of a test file's own: on PostgreSQL cloned from the migrated template, about 55 ms; on Citus (TEST_CITUS), which clones
// none, a schema of the one distributed database, whose tables are distributed in turn, about a second.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { distributeTables } from '../../src/platform/database/citus.js';
import { loadServerConfig, migrateServer } from '../../src/modules.js';

export interface TestDatabase {
  url: string;
  /** Drops it. A connection that somebody left open fails the file (on Citus, where a connection doesn't tell its schema, it doesn't). */
  close: () => Promise<void>;
}

const onCitus = process.env.TEST_CITUS !== undefined;

/** Enough for every lane of a test to lie anywhere. */
const TEST_SHARDS = 8;

function required(name: 'TEST_SERVER' | 'TEST_TEMPLATE'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: run the tests by npm test`);
  return value;
}

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}

const onServer = (work: (admin: pg.Client) => Promise<void>): Promise<void> => connected(required('TEST_SERVER'), work);

/** Other files clone the template too, one at a time: the server refuses a second copy while the first is read. */
const CLONE_LOCK = 4_713_026;

/** A leftover connection ends a moment after its pool did. */
const LEAVING_MS = 5_000;

async function waitUntilUnused(admin: pg.Client, name: string): Promise<void> {
  const until = Date.now() + LEAVING_MS;
  for (;;) {
    const { rows } = await admin.query<{ application_name: string; query: string }>(
      'select application_name, query from pg_stat_activity where datname = $1',
      [name],
    );
    if (rows.length === 0) return;
    if (Date.now() > until)
      throw new Error(`Connections left open: ${rows.map((row) => `${row.application_name} ${row.query}`).join('; ')}`);
    await admin.query('select pg_sleep(0.02)');
  }
}

/** Every connection that is opened by the URL works in the schema, whoever opens it. */
export async function ownSchema(): Promise<TestDatabase> {
  const name = `engagement_test_${randomBytes(6).toString('hex')}`;
  await onServer(async (admin) => {
    await admin.query(`create schema ${name}`);
  });
  const url = new URL(required('TEST_SERVER'));
  url.searchParams.set('options', `-c search_path=${name}`);
  const close = (): Promise<void> =>
    onServer(async (admin) => {
      await admin.query(`drop schema ${name} cascade`);
    });
  return { url: url.href, close };
}

async function distributedSchema(): Promise<TestDatabase> {
  const schema = await ownSchema();
  await migrateServer(loadServerConfig({ DATABASE_URL: schema.url }));
  await connected(schema.url, async (client) => {
    await distributeTables(client, TEST_SHARDS);
  });
  return schema;
}

export async function cloneDatabase(): Promise<TestDatabase> {
  if (onCitus) return distributedSchema();
  const name = `engagement_test_${randomBytes(6).toString('hex')}`;
  await onServer(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [CLONE_LOCK]);
    await admin.query(`create database ${name} template ${required('TEST_TEMPLATE')}`);
  });
  const url = new URL(required('TEST_SERVER'));
  url.pathname = `/${name}`;
  const close = (): Promise<void> =>
    onServer(async (admin) => {
      await waitUntilUnused(admin, name).finally(() => admin.query(`drop database ${name} with (force)`));
    });
  return { url: url.href, close };
}
