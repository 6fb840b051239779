// `npm run seed`: by the API alone, a server is filled so that every status of the entry list is there.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulator } from '../../src/providers/simulator/simulator.js';
import { STATUSES } from '../../src/queue/states.js';
import { type EntryBody, eventually } from '../support/client.js';
import { Process } from '../support/process.js';
import { startServer, type TestServer } from '../support/server.js';
import { SECRET } from '../support/token.js';

/** It takes no calls: whoever is to be called is not attempted. */
class TextsOnly extends Simulator {
  override readonly channels = ['text'] as const;
}

const folder = mkdtempSync(join(tmpdir(), 'engagement-seed-'));
const TENANTS = ['demo', 'acme', 'globex'];
let server: TestServer;

beforeAll(async () => {
  const files = { ledger: join(folder, 'ledger'), outage: join(folder, 'outage') };
  server = await startServer({}, { providers: [new TextsOnly({ ratePerSecond: 0, latencyMs: 1, limit: 0, ...files })] });
});
afterEach(() => {
  Process.killAll();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const seed = (...args: string[]): Process =>
  Process.start(process.execPath, ['scripts/seed/seed.mjs', ...args], { JWT_SECRET: SECRET, DATA_DIR: server.folder });

const of = (tenant: string, path: string) => server.client.as({ tenant }).ask<{ items: EntryBody[] }>('GET', path);

it('leaves entries of every status, of several tenants, and again when it is run again', async () => {
  for (const run of [1, 2]) {
    const process = seed('--url', server.url, '--blast', '500');
    expect(await process.ended()).toEqual([0, null]);
    expect(process.output).toMatch(/Submitted \d+ requests of the tenants demo, acme, globex/);
    expect(process.output).not.toContain('Not seen so far');
    const { rows } = await server.sql.query('select count(distinct tenant)::int as tenants, count(*)::int as requests from request');
    expect(rows).toEqual([{ tenants: 3, requests: 16 * run }]);
  }
  for (const status of STATUSES)
    await eventually(
      () => Promise.all(TENANTS.map((tenant) => of(tenant, `/api/v1/messages/sms/entries?limit=10&status=${encodeURIComponent(status)}`))),
      (found) => found.some(({ body }) => body.items.length > 0 && body.items.every((entry) => entry.status === status)),
    );
});

it('shows failures of several reasons, messages that came in, a hold, and what is under way', async () => {
  const failures = new Set<string>();
  for (const status of ['Rejected', 'Undelivered', 'In doubt'])
    for (const { statusMessage } of (await of('demo', `/api/v1/messages/sms/entries?limit=100&status=${encodeURIComponent(status)}`)).body
      .items)
      failures.add(statusMessage);
  expect(failures.size).toBeGreaterThan(3);
  expect([...failures]).toContain('Rejected: opted out');
  const { rows: inbound } = await server.sql.query('select distinct content from sms_inbound order by content');
  expect(inbound).toEqual([{ content: 'HELP' }, { content: 'STOP' }, { content: 'What are your opening hours?' }]);
  const waiting = await server.client.as({ tenant: 'globex' }).ask('GET', '/api/v1/messages/sms/waiting');
  expect(JSON.stringify(waiting.body)).toContain('"kind":"held"');
  const states = await server.client.as({ tenant: 'demo' }).ask<{ items: { state: string }[] }>('GET', '/api/v1/messages/sms');
  expect(new Set(states.body.items.map(({ state }) => state))).toEqual(new Set(['sending', 'scheduled', 'finished']));
});

it('says what is wrong with its arguments', async () => {
  for (const [args, sentence] of [
    [['--blast', '0'], '--blast is a number from 1 to'],
    [['--url', 'nowhere'], '--url is no address'],
    [['--tenant', 'x'], "Unknown option '--tenant'"],
  ] as const) {
    const process = seed(...args);
    expect(await process.ended()).toEqual([1, null]);
    expect(process.output).toContain(sentence);
  }
});
