// How fast: messages a second of a provider and of a sender, over all workers together, changed while they run; and what a provider that is
// too slow or dead does to its own queue, and to nobody else's.
import { afterEach, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Answer, Message, Provider } from '../../src/providers/provider.js';
import { Control } from '../../src/queue/control/control.js';
import { AHEAD_MS, providerRateLimit, senderRateLimit } from '../../src/queue/control/rate-limits.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
afterEach(() => server.close());

const control = (): Promise<Control> => Control.of(server.sql, LANES);
const leftOf = (id: string): number[] =>
  server
    .ledger()
    .filter(({ requestId }) => requestId === id)
    .map(({ at }) => Date.parse(at))
    .sort((a, b) => a - b);
const left = (id: string, count: number): Promise<number[]> =>
  eventually(
    () => Promise.resolve(leftOf(id)),
    (times) => times.length >= count,
  );

/**
 * None leaves before its turn, counted from when the rate limit began, but what may be begun ahead. However late a busy process is, this
 * holds.
 */
function expectRateLimit(times: readonly number[], perSecond: number, since: number): void {
  const ahead = AHEAD_MS * (perSecond / 1_000) + 1;
  times.forEach((at, i) => {
    // The ledger counts whole milliseconds.
    expect(at + 1).toBeGreaterThanOrEqual(since + ((i - ahead) / perSecond) * 1_000);
  });
}

/** A server hears of a rate limit, or looks within POLL_MS: once what it is sent goes to the sender's own queue. */
async function isKnown(sender: string): Promise<void> {
  await eventually(
    async () => {
      const id = await server.client.submitted({ sender, startTimestamp: inAnHour() });
      const { rows } = await server.sql.query<{ queue: string }>('select queue from queue_slice where request_id = $1', [id]);
      await server.client.cancel(id);
      return rows[0]?.queue;
    },
    (queue) => queue === `text:${sender}`,
  );
}

describe('a rate limit', () => {
  it('of a provider holds over all workers and lanes together', async () => {
    server = await startServer({ SIMULATOR_RATE: '60', LANES: '0,3' });
    await Promise.all([server.worker(), server.worker()]);
    const since = Date.now();
    const ids = await Promise.all([80, 80].map((count) => server.client.submitted({ mobiles: mobiles(count) })));
    for (const id of ids) await left(id, 80);
    expectRateLimit(
      ids.flatMap(leftOf).sort((a, b) => a - b),
      60,
      since,
    );
  });

  it('of a provider is changed while it works, slower and faster', async () => {
    server = await startServer({ SIMULATOR_RATE: '100000' });
    await server.worker();
    const operator = await control();
    await operator.setRateLimit(providerRateLimit('SIMULATOR'), 5);
    const id = await server.client.submitted({ mobiles: mobiles(2_000) });
    const slow = await left(id, 5);
    expect(slow.length).toBeLessThan(50);
    expect((await server.client.request(id)).counts.Initial).toBeGreaterThan(1_900);
    await operator.setRateLimit(providerRateLimit('SIMULATOR'), 0);
    await server.client.settled(id);
    expect(leftOf(id)).toHaveLength(2_000);
  });

  it('of a sender holds up nobody else', async () => {
    server = await startServer();
    await server.worker();
    const since = Date.now();
    await (await control()).setRateLimit(senderRateLimit('sms', 'SLOW'), 2);
    await isKnown('SLOW');
    const slow = await server.client.submitted({ mobiles: mobiles(300), sender: 'SLOW' });
    await left(slow, 1);
    const others = await server.client.submitted({ mobiles: mobiles(300), sender: 'OTHER' });
    const nobody = await server.client.submitted({ mobiles: mobiles(300) });
    await Promise.all([others, nobody].map((id) => server.client.settled(id)));
    expectRateLimit(await left(slow, 4), 2, since);
    expect((await server.client.request(slow)).counts.Initial).toBeGreaterThan(200);
    expect((await server.client.cancel(slow)).status).toBe(200);
  });

  it('of a sender holds for what waited before it was set', async () => {
    server = await startServer();
    await server.worker();
    const operator = await control();
    await operator.hold({ kind: 'all', name: '' });
    const many = await Promise.all(Array.from({ length: 30 }, () => server.client.submitted({ sender: 'SLOW' })));
    const since = Date.now();
    await operator.setRateLimit(senderRateLimit('sms', 'SLOW'), 3);
    await isKnown('SLOW');
    await operator.resume({ kind: 'all', name: '' });
    await eventually(
      async () => (await server.sql.query(`select from queue_slice where queue = 'text:SLOW' and stop_reason is null`)).rowCount,
      (moved) => moved === many.length,
    );
    const of = (): number[] => many.flatMap(leftOf).sort((a, b) => a - b);
    await eventually(
      () => Promise.resolve(of()),
      (times) => times.length >= 6,
    );
    expectRateLimit(of(), 3, since);
    await operator.setRateLimit(senderRateLimit('sms', 'SLOW'), 0);
    await Promise.all(many.map((id) => server.client.settled(id)));
    expect(new Set(server.ledger().map(({ entryId }) => entryId)).size).toBe(server.ledger().length);
    expect(server.ledger().map(({ attempt }) => attempt)).toEqual(Array(30).fill(1));
  });
});

/** A provider of one channel that says what it is told to say. */
function provider(name: string, channel: SmsChannel, says: (message: Message) => Answer): Provider & { asked: number } {
  return {
    ...{ name, channels: [channel], maxInFlight: 50, ratePerSecond: 0, asked: 0 },
    handOver(message) {
      this.asked++;
      return Promise.resolve(says(message));
    },
    onReceipt: () => undefined,
    close: () => Promise.resolve(),
  };
}

describe('a provider that says “too fast”', () => {
  it('slows down its own queue and nobody else’s', async () => {
    const busy = provider('BUSY', 'text', () => ({ kind: 'temporary', throttled: true, retryAfterMs: 600_000, reason: 'too fast' }));
    const idle = provider('IDLE', 'voice', ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId }));
    server = await startServer({}, { providers: [busy, idle] });
    const texts = await server.client.submitted({ mobiles: mobiles(500) });
    await eventually(
      () => server.client.request(texts),
      ({ counts }) => (counts['Queue Full'] ?? 0) > 0 && counts.Sending === 0,
    );
    const asked = busy.asked;
    const calls = await server.client.submitted({ channel: 'voicesms', mobiles: mobiles(500) });
    expect((await server.client.settled(calls)).counts.Submitted).toBe(500);
    const more = await server.client.submitted({ mobiles: mobiles(1) });
    expect((await server.client.request(more)).counts.Initial).toBe(1);
    expect([asked, busy.asked]).toEqual([asked, asked]);
    expect(asked).toBeLessThanOrEqual(50);
    expect((await server.client.cancel(texts, { prefer: 'return=representation' })).body).toMatchObject({ total: 500, cancelled: 500 });
  });

  it.each([
    ['to a few messages', (mobile: string) => mobile.endsWith('17'), {}],
    ['to a few recipients whose queue is full', (mobile: string) => mobile.endsWith('7'), { recipient: 'certainly' }],
    ['to recipients whose queue seems to be full', (mobile: string) => /[147]$/.test(mobile), { recipient: 'probably' }],
  ] as const)('%s has the others wait for nothing', async (_, isRefused, more) => {
    const refused = { kind: 'temporary', throttled: true, retryAfterMs: 600_000, reason: 'queue full', ...more } as const;
    const some = provider('SOME', 'text', ({ entryId, address }) =>
      isRefused(address) ? refused : { kind: 'accepted', providerMessageId: entryId },
    );
    server = await startServer({}, { providers: [some] });
    const all = mobiles(2_000);
    const many = all.filter(isRefused).length;
    const id = await server.client.submitted({ mobiles: all });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Submitted === 2_000 - many && counts['Queue Full'] === many,
    );
    expect(some.asked).toBe(2_000);
    const { body } = await server.client.cancel(id, { prefer: 'return=representation' });
    expect(body).toMatchObject({ total: 2_000, cancelled: many });
  });

  it('is asked for what it takes until all is taken', async () => {
    server = await startServer({ SIMULATOR_LIMIT: '100', RETRY_ATTEMPTS: '100' });
    const id = await server.client.submitted({ mobiles: mobiles(250) });
    expect((await server.client.settled(id)).counts.Submitted).toBe(250);
  });
});

describe('a provider that is dead', () => {
  it('is left alone: its messages wait, cancellable, and cost no attempt; then all leave, once', async () => {
    server = await startServer({ BREAKER_FAILURES: '3', BREAKER_PAUSE_MS: '100' });
    const outage = join(server.folder, 'simulator-outage');
    writeFileSync(outage, '');
    const [kept, taken] = [
      await server.client.submitted({ mobiles: mobiles(300) }),
      await server.client.submitted({ mobiles: mobiles(200, 1_000) }),
    ];
    // It was tried more than once.
    await eventually(
      async () => (await server.sql.query('select from queue_slice where cardinality(retry_positions) > 0')).rowCount ?? 0,
      (slices) => slices > 0,
    );
    const { status, body } = await eventually(
      () => server.client.cancel(taken, { prefer: 'return=representation' }),
      ({ status: each }) => each === 200,
    );
    expect([status, Number(body.cancelled) + Number(body.inFlight)]).toEqual([200, 200]);
    expect((await server.client.request(kept)).counts).toMatchObject({ Submitted: 0, 'In doubt': 0 });
    rmSync(outage);
    expect((await server.client.settled(kept)).counts.Submitted).toBe(300);
    expect(new Set((await server.client.entries(kept)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
    expect(leftOf(kept)).toHaveLength(300);
    expect(leftOf(taken)).toEqual([]);
  });

  it('is given up after a few lost answers, not after all', async () => {
    const dead = provider('DEAD', 'text', () => ({ kind: 'unknown', reason: 'no answer' }));
    const alive = provider('ALIVE', 'voice', ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId }));
    server = await startServer({ BREAKER_FAILURES: '5', BREAKER_PAUSE_MS: '600000' }, { providers: [dead, alive] });
    const texts = await server.client.submitted({ mobiles: mobiles(2_000) });
    await eventually(
      () => server.client.request(texts),
      ({ counts }) => (counts['In doubt'] ?? 0) >= 5 && counts.Sending === 0,
    );
    const calls = await server.client.submitted({ channel: 'voicesms', mobiles: mobiles(100) });
    expect((await server.client.settled(calls)).counts.Submitted).toBe(100);
    expect(dead.asked).toBeLessThanOrEqual(50);
    const { body } = await server.client.cancel(texts, { prefer: 'return=representation' });
    expect(body).toMatchObject({ total: 2_000, cancelled: 2_000 - dead.asked, inDoubt: dead.asked });
  });

  it('holds up the call of a failed text alone, not the texts', async () => {
    const texts = provider('TEXTS', 'text', ({ address }) =>
      address.endsWith('0') ? { kind: 'refused', reason: 'no' } : { kind: 'accepted', providerMessageId: address },
    );
    const calls = provider('CALLS', 'voice', () => ({ kind: 'temporary', unreachable: true, reason: 'nobody there' }));
    server = await startServer({ BREAKER_FAILURES: '2', BREAKER_PAUSE_MS: '50' }, { providers: [texts, calls] });
    const id = await server.client.submitted({ mobiles: mobiles(200), sendVoiceSmsOnFailure: 'true' });
    const { counts } = await eventually(
      () => server.client.request(id),
      (request) => request.counts.Submitted === 180,
    );
    expect(Number(counts.Initial) + Number(counts.Sending)).toBe(20);
    expect(texts.asked).toBe(200);
  });
});
