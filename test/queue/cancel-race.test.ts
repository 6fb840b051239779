// A cancel races the dispatcher, 500 times: the provider's ledger, the cancel's count and the statuses agree every time.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ BATCH_SIZE: '3', DISPATCH_POOL: '6', RETRY_BASE_MS: '1', RETRY_MAX_MS: '2', SIMULATOR_LATENCY_MS: '0' });
});
afterAll(() => server.close());

const RACES = 500;
const AT_ONCE = 10;
/** Accepted, tried twice, throttled once, refused: whatever a cancel can meet. */
const MOBILES = ['+15005550001', '+15005554001', '+15005550002', '+15005554003', '+15005550003', '+15005553001', '+15005554002'];

interface Race {
  id: string;
  cancelled: number;
  recipients: number;
}

async function race(n: number): Promise<Race> {
  const mobiles = MOBILES.slice(0, 1 + (n % MOBILES.length));
  const id = await server.client.submitted({
    mobiles,
    ...(n % 3 === 0 && { channel: 'voicesms' }),
    ...(n % 5 === 0 && { priorityService: true }),
  });
  for (let i = 0; i < (n * 7) % 60; i++) await turn();
  const { status, body } = await server.client.cancel(id, { prefer: 'return=representation' });
  const account = body as {
    total?: number;
    cancelled?: number;
    handedOver?: number;
    inFlight?: number;
    inDoubt?: number;
    failed?: number;
    recalled?: number;
  };
  if (status === 400) return { id, cancelled: 0, recipients: mobiles.length };
  const { total, cancelled = 0, handedOver = 0, inFlight = 0, inDoubt = 0, failed = 0, recalled = 0 } = account;
  expect(total).toBe(mobiles.length);
  expect(cancelled + handedOver + inFlight + inDoubt + failed + recalled).toBe(total);
  return { id, cancelled, recipients: mobiles.length };
}

it('agrees every time', async () => {
  const races: Race[] = [];
  for (let n = 0; n < RACES; n += AT_ONCE) races.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => race(n + i)))));
  await Promise.all(races.map(({ id }) => server.client.settled(id)));
  const left = Map.groupBy(server.ledger(), ({ requestId }) => requestId);
  for (const { id, cancelled, recipients } of races) {
    const entries = await server.client.entries(id);
    const of = (...statuses: string[]): string[] => entries.filter(({ status }) => statuses.includes(status)).map(({ smsId }) => smsId);
    expect(entries).toHaveLength(recipients);
    expect(of('Cancelled')).toHaveLength(cancelled);
    expect(of('Cancelled', 'Submitted', 'Rejected', 'Not Attempted')).toHaveLength(recipients);
    expect((left.get(id) ?? []).map(({ entryId }) => entryId).sort()).toEqual(of('Submitted').sort());
    const { counts } = await server.client.request(id);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(recipients);
  }
  // Both sides won often enough for the race to mean something.
  const outcomes = races.map(({ cancelled, recipients }) => (cancelled === 0 ? 'none' : cancelled === recipients ? 'all' : 'some'));
  expect(new Set(outcomes)).toEqual(new Set(['none', 'some', 'all']));
}, 240_000);
