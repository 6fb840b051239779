// What a carrier can take now: so many messages under way, so many a second. Windows are reserved here before they are begun, so that
// nothing is begun that would only wait: at 10 messages/s two are begun, not 200.
import type { Carrier } from '../carriers/carrier.js';

/** A window covers this much of a paced carrier's time. */
const PACED_WINDOW_SECONDS = 0.25;

export class Capacity {
  private free: number;
  private readonly interval: number;
  private nextAt = 0;
  private readonly waiting: (() => void)[] = [];
  /** Most slots there are: messages begun and not yet answered, over all windows. */
  readonly slots: number;

  constructor({ maxInFlight, ratePerSecond }: Pick<Carrier, 'maxInFlight' | 'ratePerSecond'>) {
    const paced = ratePerSecond > 0 ? Math.max(1, Math.floor(ratePerSecond * PACED_WINDOW_SECONDS)) : maxInFlight;
    this.slots = Math.min(maxInFlight, paced);
    this.free = this.slots;
    this.interval = ratePerSecond > 0 ? 1_000 / ratePerSecond : 0;
  }

  /** Takes up to `most` slots, as soon as a fair number is free (a window of one costs as much as a window of fifty). */
  async reserve(most: number): Promise<number> {
    const fair = Math.min(most, Math.ceil(this.slots / 4));
    while (this.free < fair)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    const slots = Math.min(most, this.free);
    this.free -= slots;
    return slots;
  }

  release(slots: number): void {
    if (slots === 0) return;
    this.free += slots;
    for (const wake of this.waiting.splice(0)) wake();
  }

  /** Milliseconds that the next message has to wait for its turn. Each call is one turn. */
  turn(now = performance.now()): number {
    this.nextAt = Math.max(now, this.nextAt + this.interval);
    return this.nextAt - now;
  }
}
