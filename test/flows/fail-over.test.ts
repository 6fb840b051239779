// A route of two providers: what the first certainly didn't accept goes by the second, as the same attempt; what is unclear or refused
// never.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../src/providers/provider.js';
import { Control, type DispatchHold } from '../../src/queue/control/control.js';
import { providerRateLimit } from '../../src/queue/control/rate-limits.js';
import { eventually, mobiles } from '../support/client.js';
import { type Settings, startServer, TEST_LANES, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

const LANES = (TEST_LANES.LANES ?? '0').split(',').map(Number);

let server: TestServer;
let [first, second]: [Told, Told] = [new Told('FIRST'), new Told('SECOND')];
beforeEach(() => {
  [first, second] = [new Told('FIRST'), new Told('SECOND')];
});
afterEach(() => server.close());

const start = async (settings: Settings = {}, ...more: Told[]): Promise<void> => {
  server = await startServer(settings, { providers: [first, second, ...more] });
};
const control = (): Promise<Control> => Control.of(server.sql, LANES);
const attemptsOf = ({ had }: Told): [string, number][] => had.map(({ address, attempt }) => [address, attempt]);
const holdOf = (name: string): DispatchHold => ({ kind: 'provider', name });

describe('what the first provider', () => {
  it.each<[string, Answer]>([
    ['has no use for now', { kind: 'temporary', reason: 'busy' }],
    ['is too busy for', { kind: 'temporary', reason: 'too fast', throttled: true }],
    ['can’t be reached with', { kind: 'temporary', reason: 'nobody there', unreachable: true }],
  ])('%s goes by the second at once, as the same attempt', async (_what, says) => {
    first.says = () => says;
    await start({ RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
    const id = await server.client.submitted({ mobiles: mobiles(5) });
    const { counts } = await eventually(
      () => server.client.request(id),
      (request) => request.counts.Submitted === 5,
    );
    expect(counts.Submitted).toBe(5);
    expect(attemptsOf(second).sort()).toEqual(mobiles(5).map((mobile) => [mobile, 1]));
    expect(first.had.length).toBe(5);
    const rows = await server.sql.query('select distinct provider, attempts from queue_entry');
    expect(rows.rows).toEqual([{ provider: 'SECOND', attempts: 1 }]);
  });

  it.each<[string, Answer, string]>([
    ['refuses', { kind: 'refused', reason: 'no' }, 'Rejected'],
    ['leaves unclear', { kind: 'unknown', reason: 'reset' }, 'In doubt'],
  ])('%s never reaches the second', async (_what, says, status) => {
    first.says = () => says;
    await start({ BREAKER_FAILURES: '1000' });
    const id = await server.client.submitted({ mobiles: mobiles(20) });
    expect((await server.client.settled(id)).counts[status]).toBe(20);
    expect([first.had.length, second.had.length]).toEqual([20, 0]);
  });

  it('and the second don’t take waits for another try, one attempt a round', async () => {
    first.says = ({ attempt }) => ({ kind: 'temporary', reason: `first ${attempt}` });
    second.says = ({ attempt, entryId }) =>
      attempt < 3 ? { kind: 'temporary', reason: 'second' } : { kind: 'accepted', providerMessageId: entryId };
    await start();
    const id = await server.client.submitted({ mobiles: mobiles(2) });
    await server.client.settled(id);
    const rounds = [1, 1, 2, 2, 3, 3];
    for (const each of [first, second]) expect(each.had.map(({ attempt }) => attempt).sort()).toEqual(rounds);
    expect((await server.client.entries(id)).map(({ attempts }) => attempts)).toEqual([3, 3]);
  });

  it('refuses at the second ends as the second says', async () => {
    first.says = () => ({ kind: 'temporary', reason: 'busy' });
    second.says = () => ({ kind: 'refused', reason: 'no' });
    await start();
    const id = await server.client.submitted({ mobiles: mobiles(3) });
    expect((await server.client.settled(id)).counts.Rejected).toBe(3);
    expect([first.had.length, second.had.length]).toEqual([3, 3]);
  });
});

describe('a dead first provider', () => {
  it('is left alone: the queue goes on by the second, and comes back', async () => {
    let dead = true;
    first.says = ({ entryId }) =>
      dead ? { kind: 'temporary', reason: 'x', unreachable: true } : { kind: 'accepted', providerMessageId: entryId };
    await start({ BREAKER_FAILURES: '3', BREAKER_PAUSE_MS: '500' });
    const id = await server.client.submitted({ mobiles: mobiles(500) });
    expect((await server.client.settled(id)).counts.Submitted).toBe(500);
    expect(second.had).toHaveLength(500);
    expect(new Set((await server.client.entries(id)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
    dead = false;
    const before = first.had.length;
    await eventually(
      async () => server.client.settled(await server.client.submitted({ mobiles: mobiles(1) })),
      () => first.had.length > before,
    );
  });
});

describe('a dispatch hold', () => {
  it('of the first leaves the second; of both begins nothing; a resume goes back to the first', async () => {
    await start();
    const operator = await control();
    await operator.hold(holdOf('FIRST'));
    const one = await server.client.submitted({ mobiles: mobiles(300) });
    expect((await server.client.settled(one)).counts.Submitted).toBe(300);
    expect([first.had.length, second.had.length]).toEqual([0, 300]);
    await operator.hold(holdOf('SECOND'));
    const two = await server.client.submitted({ mobiles: mobiles(300) });
    await operator.hold(holdOf('ANOTHER'));
    expect((await server.client.request(two)).counts.Initial).toBe(300);
    await operator.resume(holdOf('FIRST'));
    expect((await server.client.settled(two)).counts.Submitted).toBe(300);
    expect([first.had.length, second.had.length]).toEqual([300, 300]);
  });

  it('of the second keeps what the first doesn’t take from it', async () => {
    first.says = () => ({ kind: 'temporary', reason: 'busy' });
    await start();
    const operator = await control();
    await operator.hold(holdOf('SECOND'));
    const id = await server.client.submitted({ mobiles: mobiles(3) });
    await eventually(
      () => server.client.entries(id),
      (entries) => entries.every(({ attempts }) => attempts > 1),
    );
    expect(second.had).toEqual([]);
    await operator.resume(holdOf('SECOND'));
    expect((await server.client.settled(id)).counts.Submitted).toBe(3);
  });

  it('of a provider that a blast goes by holds at once, and the blast goes on by the other', async () => {
    await start({ BATCH_SIZE: '20', LEASE_MS: '10000' });
    const operator = await control();
    await operator.setRateLimit(providerRateLimit('FIRST'), 500);
    const id = await server.client.submitted({ mobiles: mobiles(3_000) });
    await eventually(
      () => Promise.resolve(first.had.length),
      (count) => count > 0,
    );
    await operator.hold(holdOf('FIRST'));
    await operator.settle(holdOf('FIRST'), 10_000);
    const before = first.had.length;
    expect((await server.client.settled(id)).counts.Submitted).toBe(3_000);
    expect([first.had.length, second.had.length]).toEqual([before, 3_000 - before]);
  });
});

it('calls by the second voice provider where the first doesn’t take a call', async () => {
  first.says = ({ channel }) => (channel === 'text' ? { kind: 'refused', reason: 'no' } : { kind: 'temporary', reason: 'busy' });
  await start({ RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
  const id = await server.client.submitted({ mobiles: mobiles(4), sendVoiceSmsOnFailure: 'true' });
  await eventually(
    () => server.client.request(id),
    ({ counts }) => counts.Submitted === 4,
  );
  expect(second.had.map(({ channel, attempt }) => [channel, attempt])).toEqual(Array(4).fill(['voice', 2]));
});

it('is not for a provider that is only busy: what its rate limit grants later waits', async () => {
  await start();
  await (await control()).setRateLimit(providerRateLimit('FIRST'), 100);
  const id = await server.client.submitted({ mobiles: mobiles(60) });
  expect((await server.client.settled(id)).counts.Submitted).toBe(60);
  expect([first.had.length, second.had.length]).toEqual([60, 0]);
});
