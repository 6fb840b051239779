// PostgreSQL restarts under load, politely and not: requests fail with the documented words meanwhile, the server recovers without a
// restart of its own, and nothing that was answered is lost or sent twice.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from '../../src/platform/database/data-folder.js';
import { loadServerConfig, migrateServer } from '../../src/modules.js';

import { type EmbeddedPostgres, POSTGRES_SETTINGS, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { type RunningApp, startApp } from '../support/app.js';
import { Client, eventually, mobiles } from '../support/client.js';
import { readLedger, TEST_LANES } from '../support/server.js';

const path = mkdtempSync(join(tmpdir(), 'engagement-restart-'));
const ledger = join(path, 'ledger.ndjson');
let folder: DataFolder;
let postgres: EmbeddedPostgres;
let app: RunningApp;
let client: Client;

beforeAll(async () => {
  folder = new DataFolder(path);
  postgres = await startEmbeddedPostgres(folder);
  await migrateServer(loadServerConfig({ DATABASE_URL: postgres.url }));
  app = await startApp({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: path, SIMULATOR_LEDGER: ledger, SIMULATOR_LATENCY_MS: '5' },
    ...TEST_LANES,
    ...{ POLL_MS: '50', LEASE_MS: '3000', PROVIDER_TIMEOUT_MS: '500' },
  });
  client = new Client(app.url);
});
afterAll(async () => {
  await app.close();
  await postgres.stop();
  rmSync(path, { recursive: true, force: true });
});

async function restart(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const port = Number(new URL(postgres.url).port);
  process.kill(postgres.pid, signal);
  await postgres.stop();
  expect((await client.ask('GET', '/health/ready')).status).toBe(503);
  const answer = await client.submit({ mobiles: mobiles(1) });
  expect([answer.status, answer.body, answer.headers.get('retry-after')]).toEqual([
    500,
    { id: '', message: 'Server failure to process request' },
    '1',
  ]);
  expect((await client.cancel('4713025406550859686')).body).toEqual({ id: '', message: 'Server failure to process request' });
  postgres = await startEmbeddedPostgres(folder, POSTGRES_SETTINGS, port);
}

it.each(['SIGINT', 'SIGQUIT'] as const)(
  'survives %s',
  async (signal) => {
    const accepted: string[] = [];
    const counted = new Map<string, number>();
    let restarted = false;
    let n = 0;
    const load = async (): Promise<void> => {
      while (!restarted) {
        const { status, body } = await client.submit({ mobiles: mobiles(4, 10 * n++) });
        if (status !== 200) continue;
        accepted.push(body.id);
        if (n % 3 !== 0) continue;
        const cancel = await client.cancel(body.id);
        const count = /^Cancelled {2}(\d+) /.exec(String(cancel.body.message))?.[1];
        if (count !== undefined) counted.set(body.id, Number(count));
      }
    };
    const loads = [load(), load(), load()];
    await eventually(
      () => Promise.resolve(accepted.length),
      (count) => count > 50,
    );
    await restart(signal);
    await eventually(
      () => client.ask('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    const before = accepted.length;
    await eventually(
      () => Promise.resolve(accepted.length),
      (count) => count > before + 20,
    );
    restarted = true;
    await Promise.all(loads);

    const left = readLedger(ledger).map(({ entryId }) => entryId);
    expect(new Set(left).size).toBe(left.length);
    for (const id of accepted) {
      const { counts } = await client.settled(id);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(4);
      if (counted.has(id)) expect(counts.Cancelled).toBe(counted.get(id));
      const cancelled = (await client.entries(id, '&status=Cancelled')).map(({ smsId }) => smsId);
      expect(cancelled.filter((entryId) => left.includes(entryId))).toEqual([]);
    }
  },
  120_000,
);
