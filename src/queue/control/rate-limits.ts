// Rate limits: messages a second of a provider or of a sender, over all workers and lanes. They change while workers run. Each rate limit
// is one row of one lane, from which every worker requests grants, so workers need no knowledge of each other.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Channels } from '../channels.js';
import { DispatchPool } from '../pools.js';
import type { QueueName } from '../queue-name.js';
import { run, statement } from '../statements.js';

interface GrantParameters {
  lane: number;
  names: string[];
  fallbacks: number[];
  most: number;
  ahead: number;
  unused: number;
}

export const GRANT = statement<GrantParameters, Grant & { limits: number }>('rate-limit-grant', import.meta.url);
const OPEN = statement<{ lane: number; name: string }>('rate-limit-open', import.meta.url);
/** The rate limits that operators have set. */
export const RATE_LIMITS = statement<{ lane: number }, { name: string; per_second: number | null }>('rate-limits', import.meta.url);
const MOVE = statement<{ lane: number; requestId: string; from: string; to: string }>('move', import.meta.url);

/** The lane of the rate limits' rows, whatever LANES is. */
export const RATE_LIMIT_LANE = 0;
/** The longest time by which a message may be leased ahead of its hand-over. */
export const AHEAD_MS = 100;

export const providerRateLimit = (provider: string): string => `provider ${provider}`;
/**
 * The rate limit of a sender in the channels of a module. Module names have no `/`. Another module's sender of the same name has its own
 * rate limit.
 */
export const senderRateLimit = (module: string, sender: string): string => `sender ${module}/${sender}`;

export interface LimitedSender {
  module: string;
  sender: string;
}

/** Undefined for the rate limit of a provider. */
export function readSenderRateLimit(name: string): LimitedSender | undefined {
  const [, module, sender] = /^sender ([^/]+)\/(.+)$/s.exec(name) ?? [];
  return module === undefined || sender === undefined ? undefined : { module, sender };
}

/** The name as operators read it. @param firstModule the module whose senders are shown without its name */
export function sayRateLimit(name: string, firstModule: string): string {
  const limited = readSenderRateLimit(name);
  if (limited === undefined) return name;
  return `sender ${limited.sender}${limited.module === firstModule ? '' : ` of ${limited.module}`}`;
}

export interface RateLimit {
  name: string;
  /** Messages a second unless an operator has set a value; 0 = no limit. */
  fallback: number;
}

export interface Grant {
  /** Messages that may begin. */
  messages: number;
  /** Milliseconds until the hand-over of the first message. */
  wait: number;
  every: number;
  /** If `messages` is 0: milliseconds until a new request can succeed. */
  later: number;
}

@Injectable()
export class RateLimits {
  private set = new Map<string, number | null>();
  private readAt = -Infinity;
  private known = false;
  private first: Promise<void> | undefined;

  constructor(
    private readonly pools: DispatchPool,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Reads the rate limits that operators have set. If the database does not answer, the values of the last read stay. */
  async read(): Promise<void> {
    this.readAt = performance.now();
    try {
      const rows = await run(this.pools.pool, RATE_LIMITS, { lane: RATE_LIMIT_LANE });
      this.set = new Map(rows.map((row) => [row.name, row.per_second]));
      this.known = true;
    } catch {
      // The next read tries again.
    }
  }

  /** Like {@link read}, at most once in POLL_MS. */
  async readOnceInAWhile(): Promise<void> {
    if (performance.now() - this.readAt >= this.config.POLL_MS) await this.read();
  }

  /** Whether the rate limits were read at least once. A process without a successful read must not assume that there are none. */
  async areKnown(): Promise<boolean> {
    if (!this.known)
      await (this.first ??= this.read().finally(() => {
        this.first = undefined;
      }));
    return this.known;
  }

  /** According to the last read. The row of the rate limit decides. */
  isLimited({ name, fallback }: RateLimit): boolean {
    return (this.set.get(name) ?? fallback) > 0;
  }

  /** Senders with a rate limit that an operator has set. */
  limitedSenders(): LimitedSender[] {
    return [...this.set].flatMap(([name, rate]) => ((rate ?? 0) > 0 ? (readSenderRateLimit(name) ?? []) : []));
  }

  /** The rate limit of a queue's sender; null if the queue has no sender. */
  ofSender({ channel, sender }: QueueName): RateLimit | null {
    return sender === null ? null : { name: senderRateLimit(this.channels.named(channel).module, sender), fallback: 0 };
  }

  /** The queue for a sender's messages on a route. */
  queueFor({ channel, route, sender }: QueueName): QueueName {
    const rateLimit = this.ofSender({ channel, route, sender });
    return { channel, route, sender: rateLimit !== null && this.isLimited(rateLimit) ? sender : null };
  }

  /**
   * Requests one grant from all these rate limits.
   * @param most messages
   * @param unused messages of the last grant that were not needed
   */
  async grant(rateLimits: readonly RateLimit[], most: number, unused: number): Promise<Grant> {
    const parameters = {
      lane: RATE_LIMIT_LANE,
      names: rateLimits.map(({ name }) => name),
      fallbacks: rateLimits.map(({ fallback }) => fallback),
      most,
      ahead: AHEAD_MS,
      unused,
    };
    for (;;) {
      const [row] = await run(this.pools.pool, GRANT, parameters);
      if (row?.limits === rateLimits.length) return row;
      for (const { name } of rateLimits) await run(this.pools.pool, OPEN, { lane: RATE_LIMIT_LANE, name });
    }
  }

  /** Moves the open slices of a request from one queue to another. */
  async move(lane: number, requestId: string, from: string, to: string): Promise<void> {
    await run(this.pools.pool, MOVE, { lane, requestId, from, to });
  }
}
