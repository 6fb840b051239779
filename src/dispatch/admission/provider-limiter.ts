// Decides how many entries of a queue may begin now by one provider, and when each is handed over. The breaker must be closed, the provider
// must have room and no objection to the speed, and every rate limit (of the provider, of the sender) must grant it. The decision comes
// before the claim, so that no entry is leased only to wait.
import type { Answer } from '../../providers/provider.js';
import { AHEAD_MS, type Grant, providerRateLimit, type RateLimit, type RateLimits } from '../../queue/control/rate-limits.js';
import { InFlight, type Room } from './in-flight.js';
import { Permit, type PermitIssuer } from './permit.js';
import type { ProviderRuntime } from './routes.js';
import { Throttle } from './throttle.js';

/** The pause after a failed grant. */
const FAILED_MS = 250;

/** Without a provider nothing is under way. */
const UNLIMITED = new InFlight(Infinity);

export class ProviderLimiter implements PermitIssuer {
  private readonly rateLimits: readonly RateLimit[];
  private readonly providerRateLimits: readonly RateLimit[];
  private readonly throttle = new Throttle();
  private notBefore = 0;
  private unused = { messages: 0, until: 0 };

  /**
   * @param runtime undefined if no provider serves the channel: everything may begin, and ends as Not Attempted
   * @param sender the rate limit of the queue's sender
   */
  constructor(
    readonly runtime: ProviderRuntime | undefined,
    sender: RateLimit | null,
    private readonly rows: RateLimits,
  ) {
    const provider = runtime && { name: providerRateLimit(runtime.provider.name), fallback: runtime.provider.ratePerSecond };
    this.providerRateLimits = provider ? [provider] : [];
    this.rateLimits = [...this.providerRateLimits, ...(sender === null ? [] : [sender])];
  }

  /** Empty if no provider serves the channel. */
  get providerName(): string {
    return this.runtime?.provider.name ?? '';
  }

  isAlive(): boolean {
    return (this.runtime?.breaker.waitMs() ?? 0) === 0;
  }

  /** Milliseconds until {@link acquire} can succeed. */
  waitMs(): number {
    const now = performance.now();
    return Math.max(0, this.notBefore - now, this.runtime?.breaker.waitMs() ?? 0, this.throttle.waitMs(now));
  }

  /** Milliseconds until the provider's objections expire; 0 = there are none. */
  slowMs(): number {
    return this.throttle.slowMs(performance.now());
  }

  /** A setting of an operator may have changed. */
  recheck(): void {
    this.notBefore = 0;
  }

  /** Resolves when the provider has room; undefined if nothing may begin yet: see {@link waitMs}. */
  async acquire(most: number): Promise<Permit | undefined> {
    if (this.runtime === undefined) return new Permit(this, UNLIMITED.reserveNow(most), 0, 0);
    if (this.waitMs() > 0) return undefined;
    using room = await this.runtime.inFlight.reserve(most);
    return await this.permit(this.runtime, room, this.rateLimits);
  }

  /**
   * A permit for one message that was already leased for another provider or queue, and granted by its sender's rate limit; undefined if it
   * may not begin now.
   */
  async acquireOne(): Promise<Permit | undefined> {
    if (this.runtime === undefined || this.waitMs() > 0) return undefined;
    using room = this.runtime.inFlight.reserveNow(1);
    return await this.permit(this.runtime, room, this.providerRateLimits);
  }

  /** The next grant of the rate limits gives the messages back. */
  unneeded(count: number): void {
    const now = performance.now();
    const { messages, until } = this.unused;
    this.unused = { messages: (now < until ? messages : 0) + count, until: now + AHEAD_MS };
  }

  /** Hands over one message. @param handOver never rejects @returns undefined if the breaker is open */
  async call({ breaker, health }: ProviderRuntime, handOver: () => Promise<Answer>): Promise<Answer | undefined> {
    let message = 0;
    const answer = await breaker.call(async () => {
      message = this.throttle.hand(performance.now());
      const answered = await handOver();
      health.record(answered);
      return answered;
    });
    if (answer !== undefined) this.record(message, answer);
    return answer;
  }

  private record(message: number, answer: Answer): void {
    const now = performance.now();
    const throttled = answer.kind === 'temporary' && answer.throttled === true;
    if (!throttled || answer.recipient === 'certainly') this.throttle.accepted(now);
    else if (answer.recipient === 'probably') this.throttle.recipientFull(message, now, answer.retryAfterMs);
    else this.throttle.tooFast(message, now, answer.retryAfterMs);
  }

  /** A permit for the part of the reserved room that may begin now; the rest of the room stays with the caller. */
  private async permit({ breaker }: ProviderRuntime, reserved: Room, rateLimits: readonly RateLimit[]): Promise<Permit | undefined> {
    const tries = breaker.isTrying() ? Math.min(1, reserved.count) : reserved.count;
    // Tested after the reservation, which may have taken a while.
    reserved.shrink(this.waitMs() > 0 ? 0 : Math.min(tries, this.throttle.room(performance.now())));
    if (reserved.count === 0) return undefined;
    const granted = await this.granted(reserved.count, rateLimits);
    if (granted === undefined) return undefined;
    const now = performance.now();
    const own = this.throttle.begin(granted.messages, now);
    const startsAt = now + Math.max(granted.wait, own.wait);
    return new Permit(this, reserved.split(granted.messages), startsAt, Math.max(granted.every, own.every));
  }

  /** The grant of the rate limits; undefined: nothing may begin now. */
  private async granted(most: number, rateLimits: readonly RateLimit[]): Promise<Omit<Grant, 'later'> | undefined> {
    if (!(await this.rows.areKnown())) {
      this.notBefore = performance.now() + FAILED_MS;
      return undefined;
    }
    const limited = rateLimits.filter((rateLimit) => this.rows.isLimited(rateLimit));
    if (limited.length === 0) return { messages: most, wait: 0, every: 0 };
    const unused = performance.now() < this.unused.until ? this.unused.messages : 0;
    this.unused = { messages: 0, until: 0 };
    try {
      const { messages, wait, every, later } = await this.rows.grant(limited, most, unused);
      if (messages > 0) return { messages, wait, every };
      this.notBefore = performance.now() + later;
    } catch {
      this.notBefore = performance.now() + FAILED_MS;
    }
    return undefined;
  }
}
