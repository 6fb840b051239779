// Selects the provider of a queue with several providers in its route. The first provider with a closed breaker and without a hold decides
// what may begin. The queue waits for a provider that is only busy or rate-limited: the next one gets only messages that the first has
// certainly not accepted.
import type { Permit } from './permit.js';
import type { ProviderLimiter } from './provider-limiter.js';

export class ProviderSelector {
  /** Held providers, as last read. Only a hint: the claim tests the holds again. */
  private held: ReadonlySet<string> = new Set();

  /** Empty if no provider serves the channel. */
  readonly providers: readonly string[];

  /** @param limiters one for each provider; if no provider serves the channel, one without a provider */
  constructor(readonly limiters: readonly [ProviderLimiter, ...ProviderLimiter[]]) {
    this.providers = limiters.map(({ providerName }) => providerName).filter((name) => name !== '');
  }

  /** Milliseconds until {@link acquire} can succeed. */
  waitMs(): number {
    return this.deciding().waitMs();
  }

  /** Resolves when the deciding provider has room; undefined if nothing may begin yet: see {@link waitMs}. */
  acquire(most: number): Promise<Permit | undefined> {
    return this.deciding().acquire(most);
  }

  /** A setting of an operator may have changed. */
  recheck(): void {
    for (const limiter of this.limiters) limiter.recheck();
  }

  /**
   * Stores the held providers until the next read. Forgetting them earlier sent a batch to the held provider's permit after each read; if
   * the next provider had no room at that moment, the batch waited until the next read, repeatedly.
   */
  sawHeld(providers: readonly string[]): void {
    if (providers.length > 0 || this.held.size > 0) this.held = new Set(providers);
  }

  private deciding(): ProviderLimiter {
    const [first, ...others] = this.limiters;
    if (others.length === 0) return first;
    const free = this.limiters.filter(({ providerName }) => !this.held.has(providerName));
    // If all are held, the claim leases nothing.
    const some = free.length === 0 ? this.limiters : free;
    return some.find((limiter) => limiter.isAlive()) ?? some.reduce((best, limiter) => (limiter.waitMs() < best.waitMs() ? limiter : best));
  }
}
