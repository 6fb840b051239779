// How fast: messages a second of a provider or of a sender, over all workers together and in every lane, changed while they run. Each rate
// limit is one row of one lane, which every worker asks for its next messages; none has to know of another.
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
/** What the operator has set. */
export const RATE_LIMITS = statement<{ lane: number }, { name: string; per_second: number | null }>('rate-limits', import.meta.url);
const MOVE = statement<{ lane: number; requestId: string; from: string; to: string }>('move', import.meta.url);

/** Of the owner rows, whatever lanes there are. */
export const RATE_LIMIT_LANE = 0;
/** How far ahead of its turn a message may be begun. */
export const AHEAD_MS = 100;

export const providerRateLimit = (provider: string): string => `provider ${provider}`;
/** Of a sender in the channels of a module, whose name has no `/`: a sender of that name in another module is another one. */
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

/** As an operator reads it. @param firstModule the one that is meant where none is named */
export function sayRateLimit(name: string, firstModule: string): string {
  const limited = readSenderRateLimit(name);
  if (limited === undefined) return name;
  return `sender ${limited.sender}${limited.module === firstModule ? '' : ` of ${limited.module}`}`;
}

export interface RateLimit {
  name: string;
  /** Messages a second where the operator has set none; 0 = no limit. */
  fallback: number;
}

export interface Grant {
  /** May be begun. */
  messages: number;
  /** Milliseconds until the turn of the first, and between two. */
  wait: number;
  every: number;
  /** Where there are none: milliseconds until it is worth asking again. */
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

  /** Reads what the operator has set. Where the database doesn't answer, what was known goes on. */
  async read(): Promise<void> {
    this.readAt = performance.now();
    try {
      const rows = await run(this.pools.pool, RATE_LIMITS, { lane: RATE_LIMIT_LANE });
      this.set = new Map(rows.map((row) => [row.name, row.per_second]));
      this.known = true;
    } catch {
      // The next read will do.
    }
  }

  /** Like {@link read}, unless that was just done. */
  async readOnceInAWhile(): Promise<void> {
    if (performance.now() - this.readAt >= this.config.POLL_MS) await this.read();
  }

  /** Whether they were ever read: a process that never knew of any may not take them for none. */
  async areKnown(): Promise<boolean> {
    if (!this.known)
      await (this.first ??= this.read().finally(() => {
        this.first = undefined;
      }));
    return this.known;
  }

  /** As far as is known here; the owner row decides. */
  isLimited({ name, fallback }: RateLimit): boolean {
    return (this.set.get(name) ?? fallback) > 0;
  }

  /** Senders that the operator has given a rate limit. */
  limitedSenders(): LimitedSender[] {
    return [...this.set].flatMap(([name, rate]) => ((rate ?? 0) > 0 ? (readSenderRateLimit(name) ?? []) : []));
  }

  /** Of a queue's sender, where that has one. */
  ofSender({ channel, sender }: QueueName): RateLimit | null {
    return sender === null ? null : { name: senderRateLimit(this.channels.named(channel).module, sender), fallback: 0 };
  }

  /** Where a sender's messages that go one way wait. */
  queueFor({ channel, route, sender }: QueueName): QueueName {
    const rateLimit = this.ofSender({ channel, route, sender });
    return { channel, route, sender: rateLimit !== null && this.isLimited(rateLimit) ? sender : null };
  }

  /**
   * Of all these rate limits at once.
   * @param most messages
   * @param unused of the grant before, given back
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

  /** What waits of a request in a queue that isn't its own goes where it belongs. */
  async move(lane: number, requestId: string, from: string, to: string): Promise<void> {
    await run(this.pools.pool, MOVE, { lane, requestId, from, to });
  }
}
