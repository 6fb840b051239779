// Hands the entries of one batch to their providers and returns a result for each. An entry that may not be handed over stays untouched, or
// ends without an attempt.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { BegunEntry, AttemptResult, Batch } from '../../queue/lease/batch.js';
import { Channels } from '../../queue/channels.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';
import { queueName } from '../../queue/queue-name.js';
import { RateLimits } from '../../queue/control/rate-limits.js';
import { Routing } from '../../queue/routing.js';
import { OUTCOME } from '../../queue/states.js';
import { type HeldBack, OPTED_OUT, Suppression } from '../../queue/suppression/suppression.js';
import { Attempts, type DispatchContext, NOT_NOW, notAttempted, UNTOUCHED } from './attempts.js';
import { RequestMessages } from './request-messages.js';

/** The recipient has opted out of the sender: neither a text nor a call follows. */
const SUPPRESSED: AttemptResult = { kind: 'ended', outcome: OUTCOME.Rejected, reason: OPTED_OUT, untried: true };
/** The list of opt-outs cannot be read, since a node is away, usually for more than a moment. */
const LIST_UNKNOWN: AttemptResult = { kind: 'untouched', waitMs: 3_000 };
/** No module of this process has registered the channel. */
const NOT_SERVED: AttemptResult = { kind: 'untouched', waitMs: 60_000 };
/** The part of the lease between the last answer and the completion. */
const RECORD_MARGIN_MS = 1_000;

@Injectable()
export class HandOver {
  constructor(
    private readonly attempts: Attempts,
    private readonly messages: RequestMessages,
    private readonly rateLimits: RateLimits,
    private readonly suppression: Suppression,
    private readonly routing: Routing,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Results parallel to the batch's entries, always one for each.
   * @param context its permit has room for each entry; the room of an entry is released as soon as its result is known
   * @param stopping aborted when nothing more may be handed over
   */
  async batch(batch: Batch, context: DispatchContext, stopping: AbortSignal): Promise<AttemptResult[]> {
    const { lane, entries } = batch;
    const by = batch.claimedAt + this.handOverWithin();
    let messages: ReadonlyMap<string, RequestMessage>;
    let heldBack: HeldBack;
    try {
      messages = await this.messages.of(
        lane,
        entries.map(({ requestId }) => requestId),
      );
      heldBack = await this.suppression.among(this.channels.named(context.queue.channel).module, () =>
        entries.map(({ requestId, address, channel }) => {
          const { sender = null, tenant = '' } = messages.get(requestId) ?? {};
          return { address, channel: channel ?? context.queue.channel, sender, tenant };
        }),
      );
    } catch {
      context.permit.shrink(0);
      return entries.map(() => NOT_NOW);
    }
    const misplaced = await this.misplaced(batch, context, messages);
    const withoutAttempt = ({ requestId, channel }: BegunEntry, place: number): AttemptResult | undefined =>
      channel === null
        ? NOT_SERVED
        : heldBack.unwanted.has(place)
          ? SUPPRESSED
          : heldBack.unknown.has(place)
            ? LIST_UNKNOWN
            : misplaced.has(requestId)
              ? UNTOUCHED
              : undefined;
    return Promise.all(
      entries.map(async (entry, place) => {
        using permit = context.permit.take(place);
        const message = messages.get(entry.requestId);
        const result = withoutAttempt(entry, place) ?? (message === undefined ? notAttempted('the request is gone') : undefined);
        const { channel } = entry;
        if (result === undefined && message !== undefined && channel !== null)
          return await this.attempts.make({ batch, entry: { ...entry, channel }, message, by, stopping }, context, permit);
        return result ?? UNTOUCHED;
      }),
    );
  }

  /**
   * Requests whose sender got a rate limit, or whose tenant got a provider of its own, after they were queued. Moves them to the queue of
   * the sender or of the tenant.
   */
  private async misplaced(
    { lane }: Batch,
    { queue }: DispatchContext,
    messages: ReadonlyMap<string, RequestMessage>,
  ): Promise<ReadonlySet<string>> {
    const misplaced = new Set<string>();
    for (const message of messages.values()) {
      const route = this.routing.ownRouteOf(queue.channel, message.tenant) ?? queue.route;
      const limited = this.rateLimits.queueFor({ ...queue, route, sender: message.sender });
      const own = limited.sender === null && route === queue.route ? { ...limited, sender: queue.sender } : limited;
      if (own.route === queue.route && own.sender === queue.sender) continue;
      misplaced.add(message.id);
      // After a failure the next claim tries again.
      await this.rateLimits.move(lane, message.id, queueName(queue), queueName(own)).catch(() => undefined);
    }
    return misplaced;
  }

  /** Milliseconds from before the claim: a hand-over that begins within this time is answered and completed while the lease lasts. */
  private handOverWithin(): number {
    const { LEASE_MS, PROVIDER_TIMEOUT_MS } = this.config;
    return LEASE_MS - PROVIDER_TIMEOUT_MS - Math.min(RECORD_MARGIN_MS, LEASE_MS / 10);
  }
}
