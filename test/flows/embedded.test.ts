// The embedded PostgreSQL knows none of the server's secrets, and the application may nothing in it but use its own schema.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataFolder } from '../../src/platform/database/data-folder.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { Process } from '../support/process.js';

const SECRETS = {
  JWT_SECRET: 'the-secret-of-the-tokens-4f7a91c2e8',
  CONFIG_KEY: '9b'.repeat(16) + '4c'.repeat(16),
  TWILIO_AUTH_TOKEN: 'the-token-of-an-account',
  SMPP_PASSWORD: 'another',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engagement-embedded-'));
});
afterEach(() => {
  Process.killAll();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const start = (): Process => Process.start(process.execPath, ['dist/main.js'], { DATA_DIR: folder, PORT: '0', ...SECRETS });

async function asked<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<T & pg.QueryResultRow>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Of the running server's database: its superuser's address. */
function superuser(): string {
  const { databasePassword } = new DataFolder(folder).secrets();
  const { port } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { port: number };
  return `postgres://engagement:${databasePassword}@127.0.0.1:${port}/engagement`;
}

const OWNERS = `select distinct tableowner as owner from pg_tables where schemaname = 'public'`;
const SESSIONS = `select distinct a.usename as role, r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication as powers
  from pg_stat_activity a join pg_roles r on r.rolname = a.usename where a.application_name like 'engagement%'`;

describe('the embedded PostgreSQL', () => {
  it('is given none of the server’s environment, nor are its processes', async () => {
    const server = start();
    await server.prints(/listens on/);
    const postmaster = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0] ?? '';
    const processes = existsSync('/proc/self/environ')
      ? [postmaster, ...readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ')]
      : [];
    for (const pid of processes) {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      for (const secret of Object.values(SECRETS)) expect(environment).not.toContain(secret);
      expect(environment).not.toMatch(/JWT|CONFIG_KEY|TWILIO|SMPP|HOME=/);
    }
    expect(await server.end('SIGTERM')).toEqual([0, null]);
  });

  it('is used by a role that owns its schema and may do nothing else', async () => {
    const server = start();
    await server.prints(/listens on/);
    expect(await asked(superuser(), SESSIONS)).toEqual([{ role: 'engagement_app', powers: false }]);
    expect(await asked(superuser(), OWNERS)).toEqual([{ owner: 'engagement_app' }]);
    expect(await server.end('SIGTERM')).toEqual([0, null]);
  });

  it('is handed over with its data where a superuser owned it before', async () => {
    const data = new DataFolder(folder);
    data.claim();
    const before = await startEmbeddedPostgres(data);
    await asked(before.url, `insert into dispatch_hold (lane, kind, name) values (0, 'tenant', 'kept')`);
    await asked(before.url, 'create sequence loose; create table numbered (n serial); create view seen as select 1 as one');
    await asked(before.url, `create function nothing() returns void language sql as 'select'`);
    await asked(before.url, 'reassign owned by engagement_app to engagement');
    await asked(before.url, 'drop owned by engagement_app; drop role engagement_app');
    await before.stop();
    data.release();

    const server = start();
    await server.prints(/listens on/);
    expect(await asked(superuser(), OWNERS)).toEqual([{ owner: 'engagement_app' }]);
    expect(await asked(superuser(), `select name from dispatch_hold where kind = 'tenant'`)).toEqual([{ name: 'kept' }]);
    const beside = Process.start(process.execPath, ['dist/dispatch/cli/dispatch.js', 'status'], { DATA_DIR: folder });
    expect(await beside.ended()).toEqual([0, null]);
    expect(beside.output).toContain('held     tenant kept');
    expect(await server.end('SIGTERM')).toEqual([0, null]);
  });
});
