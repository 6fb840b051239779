// Whatever a provider, a claim or a stop does to a message, its room at the provider is free again afterwards, and no provider ever has
// more under way than it may.
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import { Routes } from '../../src/dispatch/admission/routes.js';
import type { Signals } from '../../src/dispatch/worker/signals.js';
import type { Answer, Inbound, Message } from '../../src/providers/provider.js';
import { type RunningApp, startApp } from '../support/app.js';
import { Client, eventually, mobiles } from '../support/client.js';
import { cloneDatabase } from '../support/database.js';
import { Told } from '../support/told-provider.js';

/** Small, so that a few forgotten places would stop the provider for good. */
class Narrow extends Told {
  override readonly maxInFlight = 4;
  underWay = 0;
  most = 0;
  answers: (message: Message) => Promise<Answer> = ({ entryId }) => Promise.resolve({ kind: 'accepted', providerMessageId: entryId });

  private take: (inbound: Inbound) => Promise<void> = () => Promise.reject(new Error('nobody listens'));
  onInbound = (handler: (inbound: Inbound) => Promise<void>): void => {
    this.take = handler;
  };
  stop = (from: string, to: string): Promise<void> => this.take({ providerMessageId: from, from, to, content: 'STOP' });

  override handOver(message: Message): Promise<Answer> {
    this.had.push(message);
    this.most = Math.max(this.most, ++this.underWay);
    const left = (): void => {
      this.underWay--;
    };
    try {
      const answer = this.answers(message);
      void answer.then(left, left);
      return answer;
    } catch (error) {
      left();
      throw error;
    }
  }
}

const KINDS: ((message: Message) => Promise<Answer>)[] = [
  ({ entryId }) => Promise.resolve({ kind: 'accepted', providerMessageId: entryId }),
  () => Promise.resolve({ kind: 'refused', reason: 'no' }),
  () => Promise.resolve({ kind: 'temporary', reason: 'busy' }),
  () => Promise.resolve({ kind: 'temporary', reason: 'nobody there', unreachable: true }),
  () => Promise.resolve({ kind: 'unknown', reason: 'reset' }),
  () => Promise.reject(new Error('rejected')),
  () => {
    throw new Error('thrown');
  },
];
/** Differs by message, attempt and provider, and is the same in every run. */
const mixed =
  (salt: number) =>
  (message: Message): Promise<Answer> => {
    const kind = KINDS[(Number(BigInt(message.entryId) % 1_048_576n) * 31 + message.attempt * 7 + salt) % KINDS.length];
    return kind?.(message) ?? Promise.reject(new Error('no kind'));
  };

const SETTINGS = { RETRY_BASE_MS: '5', RETRY_MAX_MS: '20', RETRY_ATTEMPTS: '3', POLL_MS: '50', BREAKER_FAILURES: '1000' };

let running: { app: RunningApp; client: Client; end: () => Promise<void> };
afterEach(() => running.end());

async function start(providers: Narrow[], signals?: Signals): Promise<void> {
  const database = await cloneDatabase();
  const app = await startApp({ DATABASE_URL: database.url, ...SETTINGS }, (config) => AppModule.register(config, { providers, signals }));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= app.close());
  const end = (): Promise<void> => close().then(() => database.close());
  running = { app: { ...app, close }, client: new Client(app.url), end };
}

const inFlight = (): number[] =>
  running.app.app
    .get(Routes, { strict: false })
    .all()
    .map((runtime) => runtime.inFlight.count);

describe('the room of a provider', () => {
  it('is free again after answers of every kind, throws, recipients who have opted out, and claims that fail', async () => {
    const [first, second] = [new Narrow('FIRST'), new Narrow('SECOND')];
    [first.answers, second.answers] = [mixed(0), mixed(3)];
    let claims = 0;
    await start([first, second], {
      reach: (point) => (point === 'before-claim' && ++claims % 3 === 0 ? Promise.reject(new Error('no claim')) : Promise.resolve()),
    });
    const [sender, optedOut] = ['+12025550100', mobiles(10)];
    for (const mobile of optedOut) await first.stop(mobile, sender);
    const id = await running.client.submitted({ mobiles: mobiles(150), sender });
    const { counts: ended } = await running.client.settled(id);
    expect(ended.Rejected).toBeGreaterThanOrEqual(optedOut.length);
    expect(
      await eventually(
        () => Promise.resolve(inFlight()),
        (counts) => counts.every((count) => count === 0),
      ),
    ).toEqual([0, 0]);
    for (const { most, maxInFlight, had } of [first, second]) {
      expect(had.length).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(maxInFlight);
    }
  });

  it('is free again after a stop that came while messages were under way', async () => {
    const provider = new Narrow('FIRST');
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    provider.answers = ({ entryId }) => answered.then(() => ({ kind: 'accepted', providerMessageId: entryId }));
    await start([provider]);
    await running.client.submitted({ mobiles: mobiles(20) });
    await eventually(
      () => Promise.resolve(provider.underWay),
      (count) => count === 4,
    );
    const closed = running.app.close();
    answer();
    await closed;
    expect([inFlight(), provider.underWay]).toEqual([[0], 0]);
  });
});
