// Starts PostgreSQL (or takes the one that DATABASE_URL names), makes the migrated template that test files are cloned from.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../../dist/platform/config.js';
import { DataFolder } from '../../dist/platform/data-folder.js';
import { migrate } from '../../dist/platform/database.js';
import { startEmbeddedPostgres, POSTGRES_SETTINGS } from '../../dist/platform/embedded-postgres.js';

const TEMPLATE = `engagement_template_${process.pid}`;

/** Nothing that a test writes has to survive a crash of the machine. */
const settings = { ...POSTGRES_SETTINGS, fsync: 'off', full_page_writes: 'off' };

export default async function setup() {
  let server = process.env.DATABASE_URL;
  if (!server) {
    const folder = new DataFolder(mkdtempSync(join(tmpdir(), 'engagement-test-')));
    globalThis.embedded = { folder, postgres: await startEmbeddedPostgres(folder, settings) };
    server = globalThis.embedded.postgres.url;
  }
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`drop database if exists ${TEMPLATE}`);
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const template = new URL(server);
  template.pathname = `/${TEMPLATE}`;
  await migrate(loadConfig({ DATABASE_URL: template.href }));
  globalThis.template = { server, name: TEMPLATE };
  process.env.TEST_SERVER = server;
  process.env.TEST_TEMPLATE = TEMPLATE;
  // The tests' own servers are configured by each test alone.
  for (const name of ['DATABASE_URL', 'PORT', 'HOST', 'ROLE', 'LANES', 'DATA_DIR']) delete process.env[name];
}
