// Hands the entries of one window to their carriers, and says what became of each. The deadline and the expiry are tested right before
// each hand-over; what may not be handed over any more is untouched.
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Carrier } from '../carriers/carrier.js';
import { CONFIG, type Config } from '../platform/config.js';
import type { RequestMessage } from '../queue/dispatch-queue.js';
import { OUTCOME } from '../queue/states.js';
import type { BegunEntry, Verdict, Window } from '../queue/window.js';
import { backoff } from './backoff.js';
import type { Capacity } from './capacity.js';
import { OutcomeDesk } from './outcome-desk.js';
import { RequestMessages } from './request-messages.js';
import { Routes } from './routes.js';

const UNTOUCHED: Verdict = { kind: 'untouched' };
const notAttempted = (reason: string): { verdict: Verdict } => ({ verdict: { kind: 'ended', outcome: OUTCOME.NotAttempted, reason } });
/** Of the lease, kept free between the last answer and the record. */
const RECORD_MARGIN_MS = 1_000;

@Injectable()
export class HandOver {
  constructor(
    private readonly routes: Routes,
    private readonly messages: RequestMessages,
    private readonly desk: OutcomeDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Verdicts parallel to the window's entries, every one of them whatever happens.
   * @param capacity holds room for each entry; it comes back as soon as the entry has its verdict
   * @param stopping aborted when nothing more may be handed over
   */
  async window(window: Window, capacity: Capacity | undefined, stopping: AbortSignal): Promise<Verdict[]> {
    const by = window.takenAt + this.handOverWithin();
    let messages: ReadonlyMap<string, RequestMessage>;
    try {
      messages = await this.messages.of(
        window.lane,
        window.entries.map(({ requestId }) => requestId),
      );
    } catch {
      capacity?.release(window.entries.length);
      return window.entries.map(() => UNTOUCHED);
    }
    return Promise.all(window.entries.map((entry) => this.one(entry, messages.get(entry.requestId), by, stopping, capacity)));
  }

  private async one(
    entry: BegunEntry,
    message: RequestMessage | undefined,
    by: number,
    stopping: AbortSignal,
    capacity: Capacity | undefined,
  ): Promise<Verdict> {
    const kept = await this.kept(entry, message, by, stopping);
    if (!('carrier' in kept)) {
      capacity?.release(1);
      return kept.verdict;
    }
    capacity?.handedOver();
    const answer = await this.answer(kept.carrier, entry, kept.message);
    capacity?.answered();
    return this.verdictOf(entry, kept.message, kept.carrier, answer);
  }

  /** The carrier that the entry goes to now, its turn awaited; or why it doesn't. */
  private async kept(
    entry: BegunEntry,
    message: RequestMessage | undefined,
    by: number,
    stopping: AbortSignal,
  ): Promise<{ verdict: Verdict } | { carrier: Carrier; message: RequestMessage }> {
    const carrier = this.routes.carrierFor(entry.channel);
    const pace = this.routes.capacityFor(entry.channel);
    if (carrier === undefined || pace === undefined) return notAttempted(`no carrier is configured for ${entry.channel}`);
    if (message === undefined) return notAttempted('the request is gone');
    const wait = pace.turn();
    if (wait > 0) await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
    const now = performance.now();
    if (stopping.aborted || now >= by || (entry.expiresAt !== null && now >= entry.expiresAt)) return { verdict: UNTOUCHED };
    return { carrier, message };
  }

  /** Never rejects: whatever is unclear is unknown. */
  private async answer(carrier: Carrier, entry: BegunEntry, { content, sender }: RequestMessage): Promise<Answer> {
    const deadline = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let late = false;
    const { smsId, attempt, requestId, channel, mobile } = entry;
    const answered = Promise.resolve()
      .then(() => carrier.handOver({ smsId, attempt, requestId, channel, mobile, content, sender }, deadline.signal))
      .catch((): Answer => ({ kind: 'unknown', reason: 'the carrier’s answer was lost' }));
    void answered.then((answer) => {
      if (late) this.desk.late(entry, carrier.name, answer);
    });
    const lapsed = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve({ kind: 'unknown', reason: 'no answer from the carrier in time' });
        deadline.abort();
      }, this.config.CARRIER_TIMEOUT_MS);
    });
    const answer = await Promise.race([answered, lapsed]);
    clearTimeout(timer);
    return answer;
  }

  private verdictOf(
    { attempt, channel }: BegunEntry,
    { voice_on_failure }: RequestMessage,
    { name: carrier }: Carrier,
    answer: Answer,
  ): Verdict {
    const failed = (outcome: typeof OUTCOME.Rejected | typeof OUTCOME.Undelivered, reason: string): Verdict => {
      const calls = voice_on_failure && channel === 'text' && this.routes.carrierFor('voice') !== undefined;
      return calls ? { kind: 'call', outcome, carrier, reason } : { kind: 'ended', outcome, carrier, reason };
    };
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'ended', outcome: OUTCOME.Submitted, carrier, carrierMessageId: answer.carrierMessageId };
      case 'refused':
        return failed(OUTCOME.Rejected, answer.reason);
      case 'temporary': {
        const { reason, throttled = false, retryAfterMs } = answer;
        if (attempt >= this.config.RETRY_ATTEMPTS) return failed(OUTCOME.Undelivered, reason);
        const limits = { baseMs: this.config.RETRY_BASE_MS, maxMs: this.config.RETRY_MAX_MS };
        return { kind: 'again', waitMs: backoff(attempt, limits, retryAfterMs), throttled, carrier, reason };
      }
      case 'unknown':
        return { kind: 'ended', outcome: OUTCOME.InDoubt, carrier, reason: answer.reason };
    }
  }

  /** Counted from before the take: a hand-over begun by then is answered and recorded while the lease holds. */
  private handOverWithin(): number {
    const { LEASE_MS, CARRIER_TIMEOUT_MS } = this.config;
    return LEASE_MS - CARRIER_TIMEOUT_MS - Math.min(RECORD_MARGIN_MS, LEASE_MS / 10);
  }
}
