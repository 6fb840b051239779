// A recall step by step: what is asked, by whom, how often, and what a worker leaves that dies between asking and storing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Known, type Provider, referenceOf, type SentMessage } from '../../src/providers/provider.js';
import { CHANNELS } from '../support/channels.js';
import { Contents } from '../../src/dispatch/attempt/contents.js';
import { RecallQuestions } from '../../src/dispatch/reconcile/recall-questions.js';
import { Recaller } from '../../src/dispatch/reconcile/recaller.js';
import { ReceiptIntake } from '../../src/dispatch/intake/receipt-intake.js';
import { RequestMessages } from '../../src/dispatch/attempt/request-messages.js';
import { Providers } from '../../src/providers/providers.js';
import type { Batch } from '../../src/queue/lease/batch.js';
import { LaneDirectory } from '../../src/queue/lanes/lane-directory.js';
import { DispatchPool } from '../../src/queue/pools.js';
import { ProviderMessageIds } from '../../src/queue/reconcile/provider-message-ids.js';
import { Recalls } from '../../src/queue/reconcile/recalls.js';
import { OUTCOME } from '../../src/queue/states.js';
import { eventually } from '../support/client.js';
import { Told } from '../support/told-provider.js';
import { OWNER, QueueRig, sourcesOf } from './queue-rig.js';

const ALIVE = new AbortController().signal;
/** Takes back what a test says, and remembers what it was asked. */
class Returning extends Told {
  readonly asked: SentMessage[] = [];
  answer: Required<Provider>['recall'] = () => Promise.resolve('recalled');
  knows: Known = { kind: 'accepted', providerMessageId: 'm' };

  recall(sent: SentMessage): ReturnType<Required<Provider>['recall']> {
    this.asked.push(sent);
    return this.answer(sent, ALIVE);
  }

  query = (): Promise<Known> => Promise.resolve(this.knows);
}

let rig: QueueRig;
let pool: DispatchPool;
let provider: Returning;
beforeAll(async () => {
  rig = await QueueRig.start();
  pool = new DispatchPool(rig.config);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await rig.close();
});
beforeEach(async () => {
  provider = new Returning('C');
  await rig.pool.query('truncate queue_slice, queue_entry, request, delivery_receipt');
});

function worker(list: readonly Provider[] = [provider], settings: Partial<typeof rig.config> = {}): Recaller {
  const providers = new Providers(list);
  const config = { ...rig.config, ...settings };
  const intake = new ReceiptIntake(
    rig.receipts,
    new ProviderMessageIds(pool, new LaneDirectory(pool, config), CHANNELS, config),
    providers,
    config,
  );
  const questions = new RecallQuestions(new RequestMessages(rig.queue), new Contents(CHANNELS), config);
  return new Recaller(new Recalls(pool, CHANNELS), questions, intake, providers, config);
}

const take = (batch: number): Promise<Batch> =>
  rig.queue.claim(0, rig.queue.newLeaseToken(), { queue: 'text', providers: ['C'], batch, sources: sourcesOf(50) });

/** A request of so many, all of them accepted; then cancelled. */
async function cancelled(recipients: number, names: readonly string[] = ['C']): Promise<string> {
  const id = (await rig.enqueue({ recipients, sliceSize: recipients })).toString();
  const batch = await take(recipients);
  const resultOf = (i: number) => ({ provider: names[i % names.length] ?? '', providerMessageId: `m${i}` });
  await rig.queue.complete(
    batch,
    batch.entries.map((_, i) => ({ kind: 'ended', outcome: OUTCOME.Submitted, ...resultOf(i) })),
  );
  expect(await rig.cancels.cancel(id, OWNER, 'tester')).toBeNull();
  return id;
}

type Account = Record<'submitted' | 'recalled' | 'undelivered' | 'recall_from', number> & { waits: boolean };

async function accountOf(id: string): Promise<Account | undefined> {
  await rig.queue.resolve(0, 10_000);
  const { rows } = await rig.pool.query<Account>(
    `select s.submitted, s.recalled, s.undelivered, r.recall_at is not null as waits, r.recall_from
     from request r join queue_slice s on s.lane = r.lane and s.request_id = r.id where r.id = $1`,
    [id],
  );
  return rows[0];
}

const timePasses = (): Promise<unknown> =>
  rig.pool.query(`update request set recall_at = now() - interval '1 s' where recall_at is not null`);

describe('what is asked', () => {
  it('says all that the provider may look at, and waits until nothing is in hand', async () => {
    const id = (await rig.enqueue({ recipients: 3 })).toString();
    const batch = await take(2);
    expect(await rig.cancels.cancel(id, OWNER, 'tester')).toMatchObject({ cancelled: 1, inFlight: 2, handedOver: 0 });
    expect(await worker().step(0, ALIVE)).toBe(false);
    await rig.queue.complete(batch, [
      { kind: 'ended', outcome: OUTCOME.Submitted, provider: 'C', providerMessageId: 'm1' },
      { kind: 'ended', outcome: OUTCOME.Rejected, provider: 'C' },
    ]);
    expect(await worker().step(0, ALIVE)).toBe(true);
    const [entry] = batch.entries;
    expect(provider.asked).toEqual([
      expect.objectContaining({
        ...{ entryId: entry?.entryId, attempt: 1, channel: 'text', address: entry?.address, content: 'hello', sender: null },
        ...{ providerMessageId: 'm1', at: expect.any(Date) },
      }),
    ]);
    expect(await accountOf(id)).toEqual({ submitted: 0, recalled: 1, undelivered: 1, waits: false, recall_from: 0 });
  });

  it('comes in steps of 500 positions, and one request’s between another’s', async () => {
    const [large, small] = [await cancelled(1_100), await cancelled(2)];
    const requests: number[] = [];
    while (await worker().step(0, ALIVE)) requests.push(provider.asked.splice(0).length);
    expect(requests).toEqual([500, 2, 500, 100]);
    for (const [id, recipients] of [
      [large, 1_100],
      [small, 2],
    ] as const)
      expect(await accountOf(id)).toMatchObject({ recalled: recipients, undelivered: recipients, submitted: 0, waits: false });
  });

  it('is nothing of a provider that takes nothing back, of what is final, or of what was sent days ago', async () => {
    const id = await cancelled(4, ['C', 'OTHER']);
    await rig.pool.query(`update queue_entry set outcome_at = now() - interval '73 hours' where entry_id = $1::bigint + 1`, [id]);
    expect(await worker().step(0, ALIVE)).toBe(true);
    expect(provider.asked.map(({ providerMessageId }) => providerMessageId)).toEqual(['m2']);
    expect(await accountOf(id)).toMatchObject({ recalled: 1, submitted: 3, waits: false });
    await rig.cancels.cancel(id, OWNER, 'tester');
    provider.asked.length = 0;
    expect([await worker([new Told('C')]).step(0, ALIVE), await worker().step(0, ALIVE), provider.asked]).toEqual([true, false, []]);
  });

  it('begins anew where a cancel asks again meanwhile', async () => {
    const id = await cancelled(600);
    const stepper = worker();
    await stepper.step(0, ALIVE);
    provider.answer = async () => {
      await rig.cancels.cancel(id, OWNER, 'tester');
      return 'too late';
    };
    await stepper.step(0, ALIVE);
    expect(await accountOf(id)).toMatchObject({ recalled: 500, waits: true, recall_from: 0 });
  });

  it('is asked by one worker at a time', async () => {
    await cancelled(3);
    const workers = Array.from({ length: 4 }, () => worker());
    expect((await Promise.all(workers.map((each) => each.step(0, ALIVE)))).filter((had) => had)).toHaveLength(1);
    expect(provider.asked).toHaveLength(3);
  });
});

describe('a worker that dies between asking and storing', () => {
  it('leaves it to another, which counts it once', async () => {
    const id = await cancelled(2);
    const answers: ((answer: 'recalled' | 'too late' | 'unknown') => void)[] = [];
    provider.answer = () => new Promise((resolve) => answers.push(resolve));
    const dying = worker([provider], { PROVIDER_TIMEOUT_MS: 600_000 }).step(0, ALIVE);
    await eventually(
      () => Promise.resolve(provider.asked.length),
      (asked) => asked === 2,
    );
    expect(await worker().step(0, ALIVE)).toBe(false);
    await timePasses();
    // The provider has taken both back, says so to nobody who asks again, and to whoever looks at them.
    provider.answer = () => Promise.resolve('too late');
    provider.knows = { kind: 'undelivered', recalled: true };
    expect(await worker().step(0, ALIVE)).toBe(true);
    expect(await accountOf(id)).toMatchObject({ recalled: 2, undelivered: 2, waits: false });
    // It wasn't dead.
    for (const answer of answers) answer('recalled');
    expect(await dying).toBe(true);
    expect(await accountOf(id)).toMatchObject({ recalled: 2, undelivered: 2, waits: false });
  });
});

describe('a provider that', () => {
  it('answers nothing is asked again later and later, and is given up at last', async () => {
    const id = await cancelled(1_100, ['C', 'D']);
    const other = new Returning('D');
    provider.answer = () => Promise.reject(new Error('away'));
    const stepper = worker([provider, other]);
    for (let tries = 1; tries < 10; tries++) {
      const before = await rig.pool.query<{ now: Date }>('select now()');
      expect(await stepper.step(0, ALIVE)).toBe(true);
      expect(await accountOf(id)).toMatchObject({ recalled: 250, waits: true, recall_from: 0 });
      const { rows } = await rig.pool.query<{ later: boolean }>(
        `select recall_at > $1::timestamptz + least(60, 2 ^ ($2 - 1)) / 2 * interval '1 second' as later from request`,
        [before.rows[0]?.now, tries],
      );
      expect(rows).toEqual([{ later: true }]);
      await timePasses();
    }
    // The other one's come all the same.
    while (await stepper.step(0, ALIVE));
    expect(await accountOf(id)).toMatchObject({ submitted: 550, recalled: 550, waits: false });
    expect(provider.asked).toHaveLength(9 * 250 + 550);
  });

  it('answers some is asked once more for the rest', async () => {
    const id = await cancelled(4);
    const unknown = new Set(['m1', 'm2']);
    const seen = new Set<string>();
    provider.answer = (sent) => {
      const reference = referenceOf(sent);
      const first = !seen.has(reference);
      seen.add(reference);
      return Promise.resolve(
        sent.providerMessageId === 'm1' || (first && unknown.has(sent.providerMessageId ?? '')) ? 'unknown' : 'recalled',
      );
    };
    await worker().step(0, ALIVE);
    expect(provider.asked.map(({ providerMessageId }) => providerMessageId)).toEqual(['m0', 'm1', 'm2', 'm3', 'm1', 'm2']);
    expect(await accountOf(id)).toMatchObject({ submitted: 1, recalled: 3, waits: false });
  });

  it('lets a deadline pass is left alone until the next step', async () => {
    const id = await cancelled(100);
    provider.answer = () => new Promise(() => undefined);
    await worker([provider], { PROVIDER_TIMEOUT_MS: 10 }).step(0, ALIVE);
    expect(provider.asked).toHaveLength(Math.floor(provider.maxInFlight / 4));
    expect(await accountOf(id)).toMatchObject({ submitted: 100, waits: true, recall_from: 0 });
  });
});

describe('what is said of it besides', () => {
  it.each([
    ['that it failed, before', [OUTCOME.Undelivered, OUTCOME.Recalled], { recalled: 1, undelivered: 1 }],
    ['that it failed, after', [OUTCOME.Recalled, OUTCOME.Undelivered], { recalled: 1, undelivered: 1 }],
    ['that it arrived, after', [OUTCOME.Recalled, OUTCOME.Delivered], { recalled: 1, undelivered: 1 }],
    ['that it arrived, before', [OUTCOME.Delivered, OUTCOME.Recalled], { recalled: 0, undelivered: 0 }],
    ['the same', [OUTCOME.Recalled, OUTCOME.Recalled], { recalled: 1, undelivered: 1 }],
  ])('%s', async (_, said, expected) => {
    const id = await cancelled(1);
    const entryId = (BigInt(id) + 1n).toString();
    for (const status of said) {
      await rig.receipts.store({ entryId, attempt: 1, status, provider: 'C', providerMessageId: null, reason: 'text of the provider' });
      await rig.queue.resolve(0);
    }
    expect(await accountOf(id)).toMatchObject(expected);
  });
});
