// Makes one attempt to send an entry, by the providers of its route in order. A message that one provider has certainly not accepted goes
// to the next, within the same attempt. A message with an unclear answer or a refusal never does. The deadline and the expiry are tested
// right before each hand-over.
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Answer, Provider } from '../../providers/provider.js';
import type { BegunEntry, AttemptResult, Batch } from '../../queue/lease/batch.js';
import { Channels } from '../../queue/channels.js';
import { DispatchHolds } from '../../queue/control/dispatch-holds.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';
import type { QueueName } from '../../queue/queue-name.js';
import { OUTCOME } from '../../queue/states.js';
import { backoff } from './backoff.js';
import { Contents } from './contents.js';
import { Deadlines } from './deadlines.js';
import type { Permit } from '../admission/permit.js';
import type { ProviderLimiter } from '../admission/provider-limiter.js';
import type { ProviderSelector } from '../admission/provider-selector.js';
import { ProviderSelectors } from '../admission/provider-selectors.js';
import { ReceiptIntake } from '../intake/receipt-intake.js';
import { Routes } from '../admission/routes.js';

export const UNTOUCHED: AttemptResult = { kind: 'untouched' };
/** The message may not go to its provider now, though the queue's own provider accepts messages; or a necessary fact is unknown. */
export const NOT_NOW: AttemptResult = { kind: 'untouched', waitMs: 1_000 };
export const notAttempted = (reason: string): AttemptResult => ({ kind: 'ended', outcome: OUTCOME.NotAttempted, reason });

/** The queue of a batch, its providers, and the permit of the batch. */
export interface DispatchContext {
  queue: QueueName;
  selector: ProviderSelector;
  permit: Permit;
}

export interface Attempt {
  batch: Batch;
  entry: BegunEntry & { channel: string };
  message: RequestMessage;
  /** No hand-over from this time of the monotonic clock on. */
  by: number;
  /** Aborted when nothing more may be handed over. */
  stopping: AbortSignal;
}

@Injectable()
export class Attempts {
  private readonly deadlines: Deadlines;

  constructor(
    private readonly selectors: ProviderSelectors,
    private readonly routes: Routes,
    private readonly holds: DispatchHolds,
    private readonly intake: ReceiptIntake,
    private readonly contents: Contents,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.deadlines = new Deadlines(config.PROVIDER_TIMEOUT_MS);
  }

  /** Never rejects. @param permit room for this message at the provider that permitted its batch; the caller disposes of it */
  async make(attempt: Attempt, context: DispatchContext, permit: Permit): Promise<AttemptResult> {
    const { entry, message } = attempt;
    const rendered = this.contents.of(message, entry.channel, entry.variables);
    if ('refused' in rendered) return { kind: 'ended', outcome: OUTCOME.Rejected, reason: rendered.refused, untried: true };
    const open = await this.openLimiters(attempt, context);
    if (open === undefined) return notAttempted(`no provider is configured for ${entry.channel}`);
    if (!open.some(({ runtime }) => runtime === permit.limiter.runtime)) permit.shrink(0);
    let failed: AttemptResult | undefined;
    for (const limiter of open) {
      const { runtime } = limiter;
      if (runtime === undefined) continue;
      // The room is released before the next provider is tried.
      using own = await permitBy(limiter, permit);
      if (own === undefined) continue;
      const answer = await this.handOver(attempt, own, () =>
        limiter.call(runtime, () => this.answer(runtime.provider, attempt, rendered.content)),
      );
      if (answer === 'late') return failed ?? UNTOUCHED;
      // The breaker is open, or the provider was certainly not reached: nothing was attempted.
      if (answer === undefined || (answer.kind === 'temporary' && answer.unreachable)) continue;
      const result = this.resultOf(entry, message, runtime.provider, answer);
      if (answer.kind !== 'temporary') return result;
      failed = result;
    }
    return failed ?? NOT_NOW;
  }

  /**
   * The limiters of the providers that are not held, from the one that permitted the batch on. A fallback in another channel has a route of
   * its own. Undefined: no route.
   */
  private async openLimiters(
    { batch, entry, message }: Attempt,
    { queue, selector, permit }: DispatchContext,
  ): Promise<readonly ProviderLimiter[] | undefined> {
    const own = entry.channel === queue.channel;
    const { limiters, providers } = own ? selector : this.selectors.of(this.routes.queueBeside(message, entry.channel, entry.address));
    if (providers.length === 0) return undefined;
    const held = own ? batch.heldProviders : await this.holds.heldOf(batch.lane, entry.channel, providers).catch(() => providers);
    if (held.length === 0 && (!own || limiters[0] === permit.limiter)) return limiters;
    const asked = own ? limiters.slice(limiters.findIndex((each) => each === permit.limiter)) : limiters;
    return asked.filter(({ providerName }) => !held.includes(providerName));
  }

  private async handOver(
    { entry, by, stopping }: Attempt,
    permit: Permit,
    call: () => Promise<Answer | undefined>,
  ): Promise<Answer | 'late' | undefined> {
    permit.spend();
    const wait = permit.startsAt - performance.now();
    if (wait > 0) await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
    const now = performance.now();
    if (stopping.aborted || now >= by || (entry.expiresAt !== null && now >= entry.expiresAt)) return 'late';
    return call();
  }

  /** Never rejects: an unclear result is `unknown`. */
  private answer(provider: Provider, { entry, message: { sender } }: Attempt, content: unknown): Promise<Answer> {
    const { entryId, attempt, requestId, channel, address, expiresAt } = entry;
    const validityMs = expiresAt === null ? null : expiresAt - performance.now();
    return new Promise((resolve) => {
      let late = false;
      const lapse = (): void => {
        late = true;
        resolve({ kind: 'unknown', reason: 'no answer from the provider in time' });
      };
      const deadline = this.deadlines.start(lapse);
      const answered = (answer: Answer): void => {
        if (late) this.intake.late(entry, provider.name, answer);
        else deadline.remove(lapse);
        resolve(answer);
      };
      const lost = (): void => {
        answered({ kind: 'unknown', reason: 'the provider’s answer was lost' });
      };
      try {
        provider
          .handOver({ entryId, attempt, requestId, channel, address, content, sender, validityMs }, deadline.signal)
          .then(answered, lost);
      } catch {
        lost();
      }
    });
  }

  /** The code of the fallback channel; undefined if the request has none, or no provider serves it. */
  private fallbackOf({ fallback, ...message }: RequestMessage, from: string | null, address: string): number | undefined {
    const channel = fallback === null ? undefined : this.channels.find(fallback);
    if (channel === undefined || channel.name === from) return undefined;
    return this.routes.runtimesOf(this.routes.queueBeside(message, channel.name, address)).length > 0 ? channel.code : undefined;
  }

  private resultOf(
    { attempt, channel: from, address }: BegunEntry,
    message: RequestMessage,
    { name: provider }: Provider,
    answer: Answer,
  ): AttemptResult {
    const failed = (outcome: typeof OUTCOME.Rejected | typeof OUTCOME.Undelivered, reason: string): AttemptResult => {
      const channel = this.fallbackOf(message, from, address);
      return channel === undefined
        ? { kind: 'ended', outcome, provider, reason }
        : { kind: 'fallback', outcome, channel, provider, reason };
    };
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'ended', outcome: OUTCOME.Submitted, provider, providerMessageId: answer.providerMessageId };
      case 'refused':
        return failed(OUTCOME.Rejected, answer.reason);
      case 'temporary': {
        const { reason, throttled = false, retryAfterMs } = answer;
        if (attempt >= this.config.RETRY_ATTEMPTS) return failed(OUTCOME.Undelivered, reason);
        const limits = { baseMs: this.config.RETRY_BASE_MS, maxMs: this.config.RETRY_MAX_MS };
        return { kind: 'retry', waitMs: backoff(attempt, limits, retryAfterMs), throttled, provider, reason };
      }
      case 'unknown':
        return { kind: 'ended', outcome: OUTCOME.InDoubt, provider, reason: answer.reason };
    }
  }
}

/**
 * The message's own permit, once, for the provider that permitted the batch; else a new one. Undefined if this provider may not have the
 * message now.
 */
const permitBy = (limiter: ProviderLimiter, own: Permit): Promise<Permit | undefined> | Permit =>
  own.room > 0 && limiter.runtime === own.limiter.runtime ? own : limiter.acquireOne();
