// Selects the provider of a queue whose route names several. The first provider that is alive and not held decides what may begin. A
// provider that is only busy or rate-limited is waited for: the next one gets only messages that this one has certainly not accepted.
import type { Permit } from './permit.js';
import type { ProviderLimiter } from './provider-limiter.js';

export class ProviderSelector {
  /** Providers that an operator holds, as it was last seen. It decides nothing: whatever is claimed is tested anew. */
  private held: ReadonlySet<string> = new Set();

  /** None where nobody serves it. */
  readonly providers: readonly string[];

  /** @param limiters one a provider; one without a provider where no provider serves the channel */
  constructor(readonly limiters: readonly [ProviderLimiter, ...ProviderLimiter[]]) {
    this.providers = limiters.map(({ providerName }) => providerName).filter((name) => name !== '');
  }

  /** Milliseconds until it is worth asking. */
  waitMs(): number {
    return this.deciding().waitMs();
  }

  /** As soon as the provider that decides has room. Undefined where nothing may begin yet: see {@link waitMs}. */
  acquire(most: number): Promise<Permit | undefined> {
    return this.deciding().acquire(most);
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    for (const limiter of this.limiters) limiter.recheck();
  }

  /**
   * Kept until the next look. Forgetting it instead sent a batch to the held provider's permit with each look, and where the next provider
   * had no room at that moment, the batch waited until the next look: again and again.
   */
  sawHeld(providers: readonly string[]): void {
    if (providers.length > 0 || this.held.size > 0) this.held = new Set(providers);
  }

  private deciding(): ProviderLimiter {
    const [first, ...others] = this.limiters;
    if (others.length === 0) return first;
    const free = this.limiters.filter(({ providerName }) => !this.held.has(providerName));
    // Where all are held, a claim says so.
    const some = free.length === 0 ? this.limiters : free;
    return some.find((limiter) => limiter.isAlive()) ?? some.reduce((best, limiter) => (limiter.waitMs() < best.waitMs() ? limiter : best));
  }
}
