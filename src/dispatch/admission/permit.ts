// Permission to begin a number of messages by one provider, and the room that is reserved for them. The holder of a permit disposes of it
// (`using`). The room that is left goes back then, once, whatever happened in between.
import type { Room } from './in-flight.js';
import type { ProviderRuntime } from './routes.js';

/** The limiter that gave a permit. */
export interface PermitIssuer {
  /** Undefined where no provider serves the channel. */
  readonly runtime: ProviderRuntime | undefined;
  /** So many messages that it permitted were not begun. */
  unneeded(count: number): void;
}

export class Permit implements Disposable {
  private isSpent = false;

  constructor(
    readonly limiter: PermitIssuer,
    private readonly held: Room,
    /** The moment (of the monotonic clock) at which the first message is handed over. */
    readonly startsAt: number,
    /** Milliseconds between two messages. */
    readonly every: number,
  ) {}

  /** Messages that it still has room for. */
  get room(): number {
    return this.held.count;
  }

  /** The permit of one message, which is disposed of on its own. @param place of the message in the batch, from 0 */
  take(place: number): Permit {
    return new Permit(this.limiter, this.held.split(1), this.startsAt + place * this.every, this.every);
  }

  /** The same permit for another holder. This one is empty from now on. */
  move(): Permit {
    return new Permit(this.limiter, this.held.split(this.held.count), this.startsAt, this.every);
  }

  /** No more than so many messages need it. */
  shrink(most: number): void {
    const rest = this.held.shrink(most);
    if (rest > 0 && !this.isSpent) this.limiter.unneeded(rest);
  }

  /** The turn of its message has come: the rate limits have counted it. */
  spend(): void {
    this.isSpent = true;
  }

  [Symbol.dispose](): void {
    this.shrink(0);
  }
}
