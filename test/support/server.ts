// A whole server with its own database, used over HTTP, with the simulator's ledger of handed-over messages.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AppModule } from '../../src/app.module.js';
import type { DispatchParts } from '../../src/dispatch/dispatch.module.js';
import type { ServerSettingName } from '../../src/modules.js';
import { type RunningApp, startApp } from './app.js';
import type { EngagementModule } from '../../src/engagement-module.js';
import { Client } from './client.js';
import { cloneDatabase } from './database.js';

export interface LedgerLine {
  entryId: string;
  requestId: string;
  address: string;
  channel: string;
  at: string;
  attempt: number;
}

export interface TestServer {
  url: string;
  databaseUrl: string;
  /** Tenant acme, all scopes. */
  client: Client;
  /** Straight to the tables, to backdate rows and to look behind the API. */
  sql: pg.Pool;
  ledger: () => LedgerLine[];
  /** The server's folder: where its provider looks for an outage. */
  folder: string;
  /** A further worker on the same database and ledger, closed with the server. */
  worker: (settings?: Settings) => Promise<void>;
  close: () => Promise<void>;
}

/** A line that is being written has no end yet. */
export const readLedger = (file: string): LedgerLine[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LedgerLine);

export type Settings = Partial<Record<ServerSettingName, string>>;

/** A run over several lanes: the tests that don't choose their own. */
export const TEST_LANES: Settings = process.env.TEST_LANES === undefined ? {} : { LANES: process.env.TEST_LANES };

/** Those of a server whose test doesn't choose them. */
export const LANES: readonly number[] = (TEST_LANES.LANES ?? '0').split(',').map(Number);

/** Tests run with a quick provider and short pauses; each may say otherwise. */
const QUICK: Settings = { SIMULATOR_LATENCY_MS: '1', RETRY_BASE_MS: '20', RETRY_MAX_MS: '100', POLL_MS: '50', DATABASE_POOL: '6' };

/** @param modules the engagement modules, instead of the server's own */
export async function startServer(
  settings: Settings = {},
  parts?: DispatchParts,
  modules?: readonly EngagementModule[],
): Promise<TestServer> {
  const database = await cloneDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'engagement-server-'));
  const ledger = join(folder, 'ledger.ndjson');
  const all = { DATABASE_URL: database.url, DATA_DIR: folder, SIMULATOR_LEDGER: ledger, ...QUICK, ...TEST_LANES, ...settings };
  const app = await startApp(all, (config) => AppModule.register(config, parts, modules)).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const sql = new pg.Pool({ connectionString: database.url, max: 2, application_name: 'test' });
  const workers: RunningApp[] = [];
  const worker = async (more: Settings = {}): Promise<void> => {
    workers.push(await startApp({ ...all, ...more, ROLE: 'worker' }, (config) => AppModule.register(config, parts, modules)));
  };
  const close = async (): Promise<void> => {
    await Promise.all([app, ...workers].map((each) => each.close()));
    await sql.end();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    url: app.url,
    databaseUrl: database.url,
    client: new Client(app.url),
    sql,
    ledger: () => readLedger(ledger),
    folder,
    worker,
    close,
  };
}
