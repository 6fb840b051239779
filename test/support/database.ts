// A database of a test file's own, cloned from the migrated template: about 55 ms.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  url: string;
  /** Drops it. A connection that somebody left open fails the file. */
  close: () => Promise<void>;
}

function required(name: 'TEST_SERVER' | 'TEST_TEMPLATE'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: run the tests by npm test`);
  return value;
}

async function onServer(work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: required('TEST_SERVER') });
  await admin.connect();
  await work(admin).finally(() => admin.end());
}

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

export async function cloneDatabase(): Promise<TestDatabase> {
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
