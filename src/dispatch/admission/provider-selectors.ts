// The provider selector of each queue that this process serves.
import { Injectable } from '@nestjs/common';
import { type QueueName, queueName } from '../../queue/queue-name.js';
import { RateLimits } from '../../queue/control/rate-limits.js';
import { Routing } from '../../queue/routing.js';
import { ProviderLimiter } from './provider-limiter.js';
import { ProviderSelector } from './provider-selector.js';
import { type ProviderRuntime, Routes } from './routes.js';

@Injectable()
export class ProviderSelectors {
  private readonly selectors = new Map<string, { queue: QueueName; selector: ProviderSelector }>();
  private changes = 0;

  constructor(
    private readonly routes: Routes,
    private readonly rateLimits: RateLimits,
    private readonly routing: Routing,
  ) {}

  /**
   * The selector of a queue; a new one when the queue's providers have changed. A permit of the former selector stays valid for its
   * provider.
   */
  of(queue: QueueName): ProviderSelector {
    if (this.changes !== this.routing.changes) this.dropChanged();
    const name = queueName(queue);
    const known = this.selectors.get(name);
    if (known !== undefined) return known.selector;
    const [first, ...others] = this.routes.runtimesOf(queue);
    const sender = this.rateLimits.ofSender(queue);
    const of = (runtime: ProviderRuntime | undefined): ProviderLimiter => new ProviderLimiter(runtime, sender, this.rateLimits);
    const selector = new ProviderSelector([of(first), ...others.map(of)]);
    this.selectors.set(name, { queue, selector });
    return selector;
  }

  /** Milliseconds until the slow-down by the provider's objections ends in every queue; 0 = there is none. */
  slowMs(runtime: ProviderRuntime): number {
    const limiters = [...this.selectors.values()].flatMap(({ selector }) => selector.limiters.filter((each) => each.runtime === runtime));
    return Math.max(0, ...limiters.map((limiter) => limiter.slowMs()));
  }

  /** The names of the providers of every queue here. */
  providers(): string[] {
    return [...new Set([...this.selectors.values()].flatMap(({ selector }) => selector.providers))];
  }

  /** A setting of an operator may have changed. @param held the held providers; undefined if they cannot be read */
  recheck(held: readonly string[] | undefined): void {
    for (const { selector } of this.selectors.values()) {
      if (held !== undefined) selector.sawHeld(held);
      selector.recheck();
    }
  }

  private dropChanged(): void {
    this.changes = this.routing.changes;
    for (const [name, { queue, selector }] of this.selectors) {
      const runtimes = this.routes.runtimesOf(queue);
      const had = selector.limiters.flatMap(({ runtime }) => runtime ?? []);
      if (runtimes.length !== had.length || runtimes.some((runtime, i) => runtime !== had[i])) this.selectors.delete(name);
    }
  }
}
