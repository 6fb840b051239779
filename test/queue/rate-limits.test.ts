// A rate limit is one row: whoever asks, in whatever order, together they are granted no more than it allows.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { PAGER } from '../../examples/channel-pager/pages.js';
import { Channels } from '../../src/queue/channels.js';
import { DispatchPool } from '../../src/queue/pools.js';
import { AHEAD_MS, GRANT, type Grant, RateLimits, sayRateLimit, senderRateLimit } from '../../src/queue/control/rate-limits.js';
import { run } from '../../src/queue/statements.js';
import { CHANNELS } from '../support/channels.js';
import { statementNamed } from '../support/statement.js';
import { QueueRig } from './queue-rig.js';

const SET = statementNamed<{ lane: number; name: string; perSecond: number | null }>('rate-limit-set');

let rig: QueueRig;
let pools: DispatchPool;
beforeAll(async () => {
  rig = await QueueRig.start();
  pools = new DispatchPool(rig.config);
});
afterAll(async () => {
  await pools.onApplicationShutdown();
  await rig.close();
});

async function grant(names: string[], most: number, unused = 0, fallback = 0): Promise<Grant & { limits: number }> {
  const fallbacks = names.map(() => fallback);
  const [row] = await run(pools.pool, GRANT, { lane: 0, names, fallbacks, most, ahead: AHEAD_MS, unused });
  if (row === undefined) throw new Error('no answer');
  return row;
}
const set = (name: string, rate: number | null): Promise<unknown> => run(pools.pool, SET, { lane: 0, name, perSecond: rate });
const clock = async (): Promise<number> => {
  const { rows } = await rig.pool.query<{ ms: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as ms');
  return rows[0]?.ms ?? 0;
};

describe('a rate limit', () => {
  it('is granted to many at once no faster than it is, and what was not needed comes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.record({ most: fc.integer({ min: 1, max: 300 }), unused: fc.double({ min: 0, max: 1, noNaN: true }) }), {
          minLength: 5,
          maxLength: 40,
        }),
        async (rate, asks) => {
          const began = await clock();
          await set('provider A', rate);
          let used = 0;
          let back = 0;
          await Promise.all(
            [0, 1, 2, 3].map(async (worker) => {
              let own = 0;
              for (const { most, unused } of asks.filter((_, i) => i % 4 === worker)) {
                const { messages } = await grant(['provider A'], most, own);
                expect(messages).toBeLessThanOrEqual(most);
                own = Math.floor(messages * unused);
                used += messages - own;
                back += own;
              }
            }),
          );
          const allowed = ((await clock()) - began + AHEAD_MS) * (rate / 1_000) + 1;
          expect(used).toBeLessThanOrEqual(allowed);
          expect(back).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('says when it is worth asking again', async () => {
    await set('provider B', 10);
    const first = await grant(['provider B'], 100);
    expect(first.messages).toBeGreaterThanOrEqual(1);
    expect(first.messages).toBeLessThanOrEqual(2);
    expect(first.every).toBeCloseTo(100);
    const second = await grant(['provider B'], 100);
    expect(second.messages).toBe(0);
    expect(second.later).toBeGreaterThan(0);
    expect(second.later).toBeLessThanOrEqual(200);
  });

  it('of two is the slower, and neither is granted what the other refuses', async () => {
    await set('provider C', 1_000);
    await set('sender S', 1);
    expect(await grant(['provider C', 'sender S'], 50)).toMatchObject({ limits: 2, messages: 1, every: 1_000 });
    expect((await grant(['provider C', 'sender S'], 50)).messages).toBe(0);
    expect((await grant(['provider C'], 50)).messages).toBe(50);
  });

  it('is changed at once, in both directions', async () => {
    await set('provider D', 0.001);
    expect((await grant(['provider D'], 50)).messages).toBe(1);
    expect((await grant(['provider D'], 50)).later).toBeGreaterThan(100_000);
    await set('provider D', 10_000);
    expect((await grant(['provider D'], 50)).messages).toBe(50);
    await set('provider D', 0);
    expect(await grant(['provider D'], 200)).toMatchObject({ messages: 200, wait: 0, every: 0 });
    await set('provider D', null);
    expect((await grant(['provider D'], 200, 0, 5)).messages).toBe(1);
  });

  it('that nobody has asked for yet is opened', async () => {
    expect((await grant(['provider E'], 1)).limits).toBe(0);
    const rateLimits = new RateLimits(pools, CHANNELS, rig.config);
    expect(await rateLimits.grant([{ name: 'provider E', fallback: 1_000 }], 20, 0)).toMatchObject({ messages: 20 });
  });

  it('of a sender is that of the channels of one module: others of that name are not its own', async () => {
    const rateLimits = new RateLimits(pools, new Channels([...CHANNELS.all, ...PAGER_MODULE.channels(rig.config)]), rig.config);
    const queued = (channel: string, sender: string) => rateLimits.queueFor({ channel, route: '', sender }).sender;
    await set(senderRateLimit(PAGER, 'NEWS'), 5);
    await set(senderRateLimit('sms', 'a/b'), 5);
    await rateLimits.read();
    expect(rateLimits.limitedSenders()).toEqual(
      expect.arrayContaining([
        { module: PAGER, sender: 'NEWS' },
        { module: 'sms', sender: 'a/b' },
      ]),
    );
    expect([queued('page', 'NEWS'), queued('text', 'NEWS'), queued('voice', 'NEWS')]).toEqual(['NEWS', null, null]);
    expect([queued('page', 'a/b'), queued('text', 'a/b'), queued('voice', 'a/b')]).toEqual([null, 'a/b', 'a/b']);
    const of = (channel: string) => rateLimits.ofSender({ channel, route: '', sender: 'NEWS' })?.name;
    expect([of('page'), of('text'), of('voice')]).toEqual(['sender pager/NEWS', 'sender sms/NEWS', 'sender sms/NEWS']);
  });

  it('is said with its module where that is not the first', () => {
    expect(['sender sms/a/b', 'sender pager/NEWS', 'provider P'].map((name) => sayRateLimit(name, 'sms'))).toEqual([
      'sender a/b',
      'sender NEWS of pager',
      'provider P',
    ]);
  });
});
