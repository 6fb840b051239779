// A pause races the dispatcher, 200 times: what it counted is what a cancel takes back afterwards, or what begins once it goes on, and
// nothing leaves between.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ BATCH_SIZE: '3', DISPATCH_POOL: '6', RETRY_BASE_MS: '1', RETRY_MAX_MS: '2', SIMULATOR_LATENCY_MS: '0' });
});
afterAll(() => server.close());

const RACES = 200;
const AT_ONCE = 10;
const ACCEPTED = ['+15005550001', '+15005550002', '+15005550003', '+15005550004', '+15005550005', '+15005550006', '+15005550007'];
/** What was in hand may come back, to be tried again. */
const TRIED_AGAIN = ['+15005554001', '+15005550001', '+15005554004', '+15005550002', '+15005554002', '+15005554005', '+15005554003'];

function left(): Map<string, number> {
  const lines = Map.groupBy(server.ledger(), ({ requestId }) => requestId);
  return new Map([...lines].map(([id, of]) => [id, of.length]));
}

interface Race {
  id: string;
  exact: boolean;
  recipients: number;
  /** What the pause counted, and what had left once nothing was in hand any more. */
  changed: number;
  leftBefore: number;
}

async function race(n: number): Promise<Race> {
  const exact = n % 3 !== 0;
  const mobiles = (exact ? ACCEPTED : TRIED_AGAIN).slice(0, 1 + (n % 7));
  const id = await server.client.submitted({ mobiles, ...(n % 5 === 0 && { priorityService: true }) });
  for (let i = 0; i < (n * 7) % 60; i++) await turn();
  const { status, body } = await server.client.schedule(id, { paused: true });
  const changed = status === 200 ? Number(body.changed) : 0;
  if (status === 400) await server.client.settled(id);
  const { counts } = await eventually(
    () => server.client.request(id),
    (request) => request.counts.Sending === 0,
  );
  // Those of this race that leave are all accepted.
  return { id, exact, recipients: mobiles.length, changed, leftBefore: counts.Submitted ?? 0 };
}

/** A cancel takes back what waits, a resume lets it begin. Answers how many of the request must have left at last. */
async function goesOn({ id, exact, recipients, changed, leftBefore }: Race, cancelled: boolean): Promise<number> {
  const { counts } = await server.client.request(id);
  const waiting = (counts.Initial ?? 0) + (counts['Queue Full'] ?? 0);
  if (exact) expect([id, waiting]).toEqual([id, changed]);
  else expect(waiting).toBeGreaterThanOrEqual(changed);
  if (cancelled) {
    const { body } = await server.client.cancel(id, { prefer: 'return=representation' });
    expect([body.cancelled, body.total]).toEqual([waiting, recipients]);
    return leftBefore;
  }
  expect((await server.client.schedule(id, { paused: false })).body.changed).toBe(waiting);
  await server.client.settled(id);
  return leftBefore + waiting;
}

it('agrees every time', async () => {
  const races: Race[] = [];
  for (let n = 0; n < RACES; n += AT_ONCE) races.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => race(n + i)))));
  const between = left();
  for (const { id, leftBefore } of races) expect([id, between.get(id) ?? 0]).toEqual([id, leftBefore]);
  const leftAfter = await Promise.all(races.map(async (each, n) => (each.changed === 0 ? each.leftBefore : goesOn(each, n % 2 === 0))));
  const after = left();
  for (const [n, { id }] of races.entries()) expect([id, after.get(id) ?? 0]).toEqual([id, leftAfter[n]]);
  // Both sides won often enough for the race to mean something.
  const outcomes = races.map(({ changed, recipients }) => (changed === 0 ? 'none' : changed === recipients ? 'all' : 'some'));
  expect(new Set(outcomes)).toEqual(new Set(['none', 'some', 'all']));
}, 240_000);
