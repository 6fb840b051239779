// Starts PostgreSQL (or takes the one that DATABASE_URL names), makes the migrated template that test files are cloned from. A Citus
// cluster (npm run test:citus) has no template: each file makes a schema there.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadServerConfig, migrateServer } from '../../dist/modules.js';
import { DataFolder } from '../../dist/platform/database/data-folder.js';
import { startEmbeddedPostgres, POSTGRES_SETTINGS } from '../../dist/platform/database/embedded-postgres.js';

const TEMPLATE = `engagement_template_${process.pid}`;

/** Nothing that a test writes has to survive a crash of the machine. */
const settings = { ...POSTGRES_SETTINGS, fsync: 'off', full_page_writes: 'off' };

export default async function setup() {
  let server = process.env.DATABASE_URL;
  if (process.env.TEST_CITUS !== undefined && !server) throw new Error('TEST_CITUS needs DATABASE_URL: use npm run test:citus');
  if (!server) {
    const folder = new DataFolder(mkdtempSync(join(tmpdir(), 'engagement-test-')));
    globalThis.embedded = { folder, postgres: await startEmbeddedPostgres(folder, settings) };
    server = globalThis.embedded.postgres.url;
  }
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  process.env.TEST_SERVER = server;
  // The tests' own servers are configured by each test alone.
  for (const name of ['DATABASE_URL', 'PORT', 'HOST', 'ROLE', 'LANES', 'DATA_DIR']) delete process.env[name];
  if (process.env.TEST_CITUS !== undefined) {
    await dropLeftovers(admin);
    await admin.end();
    return;
  }
  await admin.query(`drop database if exists ${TEMPLATE}`);
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const template = new URL(server);
  template.pathname = `/${TEMPLATE}`;
  await migrateServer(loadServerConfig({ DATABASE_URL: template.href }));
  globalThis.template = { server, name: TEMPLATE };
  process.env.TEST_TEMPLATE = TEMPLATE;
}

/** Of a run that was cut off. */
async function dropLeftovers(admin) {
  const { rows } = await admin.query("select nspname as name from pg_namespace where nspname ~ '^engagement_test_[0-9a-f]{12}$'");
  for (const { name } of rows) await admin.query(`drop schema ${name} cascade`);
}
