// The server dies (SIGKILL) between claim, hand-over and completion, and another takes up its work: nothing is lost, nothing is sent twice.
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SECRET } from '../support/token.js';
import { Client, eventually, mobiles } from '../support/client.js';
import { connectionsOfServers } from '../support/waits.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { Process } from '../support/process.js';
import { type LedgerLine, readLedger, TEST_LANES } from '../support/server.js';

const BATCH_SIZE = 5;
const RECIPIENTS = 12;

let database: TestDatabase;
let folder: string;
afterEach(async () => {
  Process.killAll();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function prepare(): Promise<void> {
  database = await cloneDatabase();
  folder = mkdtempSync(join(tmpdir(), 'engagement-crash-'));
}

const ledgerFile = (): string => join(folder, 'ledger.ndjson');
const ledger = (): LedgerLine[] => readLedger(ledgerFile());

async function start(hold = '', role = 'all'): Promise<{ server: Process; client: Client }> {
  const server = Process.start(process.execPath, ['test/support/killable.mjs', hold], {
    ...{ DATABASE_URL: database.url, DATA_DIR: folder, SIMULATOR_LEDGER: ledgerFile(), JWT_SECRET: SECRET, ROLE: role, RATE_LIMIT: '0' },
    ...TEST_LANES,
    ...{
      BATCH_SIZE: String(BATCH_SIZE),
      POLL_MS: '50',
      LOG_LEVEL: 'silent',
      SIMULATOR_LATENCY_MS: '1',
    },
  });
  return { server, client: new Client(await server.prints(/listens (\S+)/)) };
}

/** The lease of whoever has a batch now, long enough for a machine under load, is over at once. Answers what was in hand. */
async function leaseIsOver(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    // What it had sent to PostgreSQL is still carried out.
    await eventually(
      () => connectionsOfServers(client),
      (left) => left === 0,
    );
    const { rows } = await client.query<{ n: number }>(
      `select coalesce(sum(leased_count + cardinality(leased_retries)), 0)::int as n from queue_slice where lease_token is not null`,
    );
    await client.query(`update queue_slice set lease_until = now() - interval '1 second' where lease_token is not null`);
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}

/** One batch is held at the point; the rest of the request is untouched, since one slice has one batch in flight. */
async function killedAt(point: string): Promise<{ id: string; inHand: number }> {
  const { server, client } = await start(point);
  const id = await client.submitted({ mobiles: mobiles(RECIPIENTS) });
  await server.prints(new RegExp(`reached ${point}`));
  expect(await server.end('SIGKILL')).toEqual([null, 'SIGKILL']);
  return { id, inHand: await leaseIsOver() };
}

describe.each([
  ['after-claim', 0, RECIPIENTS - BATCH_SIZE],
  ['before-complete', 0, RECIPIENTS],
  // The next batch may have been begun in that moment, and handed over in part.
  ['after-complete', BATCH_SIZE, null],
])('killed %s', (point, recorded, left) => {
  it('goes on where the dead one stopped, and sends nothing twice', async () => {
    await prepare();
    const { id, inHand } = await killedAt(point);
    if (recorded === 0) expect(inHand).toBe(BATCH_SIZE);
    const { server, client } = await start();
    expect((await client.settled(id)).counts).toMatchObject({ 'In doubt': inHand, Submitted: RECIPIENTS - inHand });
    const sent = ledger().map(({ entryId }) => entryId);
    if (left !== null) expect(sent).toHaveLength(left);
    expect(sent.length).toBeGreaterThanOrEqual(RECIPIENTS - inHand);
    expect(new Set(sent).size).toBe(sent.length);
    expect((await client.cancel(id)).status).toBe(400);
    expect(await server.end('SIGTERM')).toEqual([0, null]);
  });

  it('lets a cancel take back exactly what was not begun', async () => {
    await prepare();
    const { id, inHand } = await killedAt(point);
    const waiting = RECIPIENTS - recorded - inHand;
    const { server, client } = await start('', 'api');
    const { body } = await client.cancel(id, { prefer: 'return=representation' });
    expect(body).toMatchObject({ cancelled: waiting, total: RECIPIENTS });
    await server.end('SIGTERM');
    const next = await start();
    expect((await next.client.settled(id)).counts.Cancelled).toBe(waiting);
    const cancelled = new Set((await next.client.entries(id, '&status=Cancelled')).map(({ smsId }) => smsId));
    expect(ledger().filter(({ entryId }) => cancelled.has(entryId))).toEqual([]);
    expect(await next.server.end('SIGTERM')).toEqual([0, null]);
  });
});

it('keeps what it answered 200 to, killed in that moment', async () => {
  await prepare();
  const first = await start('after-claim', 'api');
  const ids = await Promise.all(Array.from({ length: 20 }, () => first.client.submitted({ mobiles: mobiles(3) })));
  await first.server.end('SIGKILL');
  const { server, client } = await start();
  for (const id of ids) expect((await client.settled(id)).counts.Submitted).toBe(3);
  expect(ledger()).toHaveLength(60);
  expect(await server.end('SIGTERM')).toEqual([0, null]);
});

it('releases on SIGTERM what no provider has, and leaves nothing in doubt', async () => {
  await prepare();
  const { server, client } = await start();
  const ids = await Promise.all(Array.from({ length: 10 }, (_, i) => client.submitted({ mobiles: mobiles(60, i * 100) })));
  await eventually(
    () => Promise.resolve(ledger()),
    (lines) => lines.length > 20,
  );
  expect(await server.end('SIGTERM')).toEqual([0, null]);
  const sent = ledger().length;
  const next = await start('', 'api');
  const requests = await Promise.all(ids.map((id) => next.client.request(id)));
  const sum = (status: string): number => requests.reduce((total, { counts }) => total + (counts[status] ?? 0), 0);
  expect([sum('In doubt'), sum('Sending'), sum('Submitted')]).toEqual([0, 0, sent]);
  expect(sum('Initial')).toBe(600 - sent);
  await next.server.end('SIGTERM');
  const last = await start();
  for (const id of ids) expect((await last.client.settled(id)).counts.Submitted).toBe(60);
  expect(new Set(ledger().map(({ entryId }) => entryId)).size).toBe(ledger().length);
  await last.server.end('SIGTERM');
});
