// What a carrier can take now: so many messages under way, so many a second. Windows are reserved here before they are begun, so that
// nothing is begun that would only wait: at 10 messages/s one is begun, not 200. What waits for its turn and what waits for its answer
// are counted apart: a carrier that takes a second to answer is no slower for it.
import type { Carrier } from '../carriers/carrier.js';

/** Of a paced carrier's time, begun ahead of its turn: short, so that what is urgent waits no longer behind it. */
const PACED_WINDOW_SECONDS = 0.1;

export class Capacity {
  /** Begun and not yet handed over. */
  private begun = 0;
  /** Begun and not yet answered. */
  private underWay = 0;
  private readonly interval: number;
  private nextAt = 0;
  private readonly waiting: (() => void)[] = [];
  /** Most that are begun and not yet handed over, over all windows. */
  readonly slots: number;
  private readonly maxInFlight: number;

  constructor({ maxInFlight, ratePerSecond }: Pick<Carrier, 'maxInFlight' | 'ratePerSecond'>) {
    const paced = ratePerSecond > 0 ? Math.max(1, Math.floor(ratePerSecond * PACED_WINDOW_SECONDS)) : maxInFlight;
    this.slots = Math.min(maxInFlight, paced);
    this.maxInFlight = maxInFlight;
    this.interval = ratePerSecond > 0 ? 1_000 / ratePerSecond : 0;
  }

  /** Takes room for up to `most`, as soon as there is a fair number (a window of one costs as much as a window of fifty). */
  async reserve(most: number): Promise<number> {
    const fair = Math.min(most, Math.ceil(this.slots / 4));
    while (this.room() < fair)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    const room = Math.min(most, this.room());
    this.begun += room;
    this.underWay += room;
    return room;
  }

  /** Gives back what was reserved and never handed over. */
  release(count: number): void {
    if (count === 0) return;
    this.begun -= count;
    this.underWay -= count;
    this.wake();
  }

  /** One of what was reserved goes to the carrier now. */
  handedOver(): void {
    this.begun--;
    this.wake();
  }

  /** One of what was handed over is answered, or given up. */
  answered(): void {
    this.underWay--;
    this.wake();
  }

  /** Milliseconds that the next message has to wait for its turn. Each call is one turn. */
  turn(now = performance.now()): number {
    this.nextAt = Math.max(now, this.nextAt + this.interval);
    return this.nextAt - now;
  }

  private room(): number {
    return Math.min(this.slots - this.begun, this.maxInFlight - this.underWay);
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
