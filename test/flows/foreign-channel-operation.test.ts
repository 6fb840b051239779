// What an operator does with a channel that no file of src/ knows: holds, pause, rate limits, decisions, and what the system's state says.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadServerConfig } from '../../src/modules.js';
import { Control, type DispatchHold } from '../../src/queue/control/control.js';
import { Decisions } from '../../src/queue/control/decisions.js';
import { providerRateLimit } from '../../src/queue/control/rate-limits.js';
import { Schedules } from '../../src/queue/control/schedules.js';
import { CancelPool } from '../../src/queue/pools.js';
import { transaction } from '../../src/queue/transaction.js';
import type { SystemState } from '../../src/system/system.answers.js';
import { eventually, mobiles } from '../support/client.js';
import { beds, OWNER, PagerRig } from '../support/pager-rig.js';
import { LANES } from '../support/server.js';

let rig: PagerRig;
let operator: Control;
let pool: CancelPool;
beforeAll(async () => {
  rig = await PagerRig.start();
  operator = await Control.of(rig.server.sql, LANES);
  pool = new CancelPool(loadServerConfig({ DATABASE_URL: rig.server.databaseUrl }));
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await rig.server.close();
});
beforeEach(() => {
  rig.reset();
});

const CHANNEL: DispatchHold = { kind: 'channel', name: 'page' };
const ALL: DispatchHold = { kind: 'all', name: '' };
const OF_SMS = { ...OWNER, module: 'sms' };
const LEASE_MS = 10_000;

const look = async (): Promise<SystemState> =>
  (await rig.server.client.as({ scope: 'system:read' }).ask<SystemState>('GET', '/api/v1/system')).body;
const texts = async (): Promise<void> => {
  const id = await rig.server.client.submitted({ mobiles: mobiles(20) });
  expect((await rig.server.client.settled(id)).counts.Submitted).toBe(20);
};

describe('a dispatch hold', () => {
  it.each<DispatchHold>([CHANNEL, { kind: 'provider', name: 'PAGERS' }])(
    'of $kind $name keeps all of it back, and SMS goes on',
    async (hold) => {
      await operator.hold(hold);
      const id = await rig.send({ text: 'x', beds: beds(30) });
      await texts();
      expect([await rig.sums(id), rig.pagers.had]).toMatchObject([{ waiting: 30 }, []]);
      await operator.resume(hold);
      expect(await rig.settled(id)).toMatchObject({ submitted: 30 });
    },
  );

  it('of all keeps SMS back too', async () => {
    await operator.hold(ALL);
    expect(await operator.settle(ALL, LEASE_MS)).toBe(0);
    const id = await rig.send({ text: 'x', beds: beds(30) });
    const text = await rig.server.client.submitted();
    expect((await rig.server.client.request(text)).counts.Initial).toBe(1);
    expect([await rig.sums(id), rig.pagers.had, rig.phones.had]).toMatchObject([{ waiting: 30 }, [], []]);
    await operator.resume(ALL);
    await rig.server.client.settled(text);
    expect(await rig.settled(id)).toMatchObject({ submitted: 30 });
  });

  it('of SMS’s channels keeps no page back', async () => {
    for (const name of ['text', 'voice']) await operator.hold({ kind: 'channel', name });
    const text = await rig.server.client.submitted();
    expect(await rig.settled(await rig.send({ text: 'x', beds: beds(30) }))).toMatchObject({ submitted: 30 });
    expect(rig.phones.had).toEqual([]);
    for (const name of ['text', 'voice']) await operator.resume({ kind: 'channel', name });
    await rig.server.client.settled(text);
  });
});

describe('the reasons why messages wait', () => {
  it('are those of the module’s own messages, either way', async () => {
    const own = { pages: '/api/v1/pages/waiting', sms: '/api/v1/messages/sms/waiting' };
    const reasons = async (path: string) => (await rig.server.client.ask<{ items: object[] }>('GET', path)).body.items;
    const told = (path: string) =>
      eventually(
        () => reasons(path),
        (items) => items.length > 0,
      );
    const held = { kind: 'held', reason: 'an operator holds the dispatch of this channel' };
    await operator.hold(CHANNEL);
    const id = await rig.send({ text: 'x', beds: beds(3) });
    expect(await told(own.pages)).toMatchObject([held]);
    expect(await reasons(own.sms)).toEqual([]);
    await operator.hold({ kind: 'channel', name: 'text' });
    await operator.resume(CHANNEL);
    await rig.settled(id);
    const text = await rig.server.client.submitted();
    expect(await told(own.sms)).toMatchObject([held]);
    expect(
      await eventually(
        () => reasons(own.pages),
        (items) => items.length === 0,
      ),
    ).toEqual([]);
    await operator.resume({ kind: 'channel', name: 'text' });
    await rig.server.client.settled(text);
  });
});

it('is paused and goes on, by its own module alone', async () => {
  const schedules = new Schedules(pool);
  await operator.hold(CHANNEL);
  const id = await rig.send({ text: 'x', beds: beds(3) });
  expect(await schedules.schedule(id, OF_SMS, { paused: true })).toMatchObject({ changed: 0 });
  expect(await schedules.schedule(id, OWNER, { paused: true })).toMatchObject({ changed: 3 });
  await operator.resume(CHANNEL);
  expect(await rig.settled(await rig.send({ text: 'y', beds: beds(3) }))).toMatchObject({ submitted: 3 });
  expect([await rig.sums(id), rig.of(id)]).toMatchObject([{ waiting: 3 }, []]);
  expect(await schedules.schedule(id, OWNER, { paused: false })).toMatchObject({ changed: 3, due: true });
  expect(await rig.settled(id)).toMatchObject({ submitted: 3 });
});

it('keeps to the rate limit of its provider, which holds up no SMS', async () => {
  // One is granted, and the next in a thousand seconds.
  await operator.setRateLimit(providerRateLimit('PAGERS'), 0.001);
  const id = await rig.send({ text: 'x', beds: beds(5) });
  await rig.become(id, ({ submitted }) => submitted === 1);
  await texts();
  expect(rig.of(id).map(({ address }) => address)).toEqual(['ward-1/bed-1']);
  expect(await rig.sums(id)).toMatchObject({ submitted: 1, waiting: 4 });
  await operator.setRateLimit(providerRateLimit('PAGERS'), null);
  expect(await rig.settled(id)).toMatchObject({ submitted: 5 });
  expect(new Set(rig.of(id).map(({ entryId }) => entryId)).size).toBe(5);
});

it('is decided where it is in doubt, by its own module alone', async () => {
  const decide = (id: string, owner: typeof OWNER, as: 'Delivered' | 'sent again', place: number) =>
    transaction(pool.pool, (client) =>
      new Decisions().decide(client, id, owner, { as, entryIds: [(BigInt(id) + BigInt(place)).toString()], by: 'tester' }),
    );
  rig.pagers.says = () => Promise.reject(new Error('lost'));
  const id = await rig.send({ text: 'x', beds: beds(2) });
  expect(await rig.settled(id)).toMatchObject({ in_doubt: 2 });
  rig.pagers.reset();
  expect(await decide(id, OF_SMS, 'Delivered', 1)).toBe(0);
  expect(await decide(id, OWNER, 'Delivered', 1)).toBe(1);
  expect(await decide(id, OWNER, 'sent again', 2)).toBe(1);
  await rig.become(id, ({ submitted, delivered, in_doubt }) => submitted === 1 && delivered === 1 && in_doubt === 0);
  expect(rig.of(id)).toMatchObject([{ address: 'ward-1/bed-2', attempt: 2 }]);
});

it('is in the system’s state: its provider, its worker, what waits of it, and what is held', async () => {
  await operator.hold(CHANNEL);
  const id = await rig.send({ text: 'x', beds: beds(7) });
  const pager = ({ providers }: SystemState) => providers.find(({ name }) => name === 'PAGERS');
  const queue = ({ backlog }: SystemState) => backlog.byQueue.find(({ channel }) => channel === 'page');
  const held = await eventually(look, (state) => queue(state)?.waiting === 7 && pager(state)?.state === 'held');
  expect(queue(held)).toMatchObject({ channel: 'page', route: null, sender: null, waiting: 7, due: 7 });
  expect(held.holds).toMatchObject([{ what: 'channel', name: 'page', everywhere: true }]);
  expect(held.providers.find(({ name }) => name === 'PHONES')?.state).toBe('up');
  const [worker] = held.workers;
  expect(worker).toMatchObject({ alive: true, role: 'all' });
  await operator.resume(CHANNEL);
  await rig.settled(id);
  const free = await eventually(
    look,
    (state) => queue(state) === undefined && pager(state)?.state === 'up' && pager(state)?.trouble === null,
  );
  expect(pager(free)).toMatchObject({
    ...{ channels: ['page'], ratePerSecond: rig.pagers.ratePerSecond, maxInFlight: 50, rateLimitPerSecond: null },
    workers: [{ id: worker?.id, breaker: 'closed', lastAnswerAt: expect.any(String) }],
  });
  expect(free.holds).toEqual([]);
});
