// A permit to begin a number of messages by one provider, with the room that is reserved for them. Its holder disposes of it (`using`), and
// the unused room is released then, once, whatever happened in between.
import type { Room } from './in-flight.js';
import type { ProviderRuntime } from './routes.js';

/** The limiter that gave a permit. */
export interface PermitIssuer {
  /** Undefined if no provider serves the channel. */
  readonly runtime: ProviderRuntime | undefined;
  /** Reports permitted messages that did not begin. */
  unneeded(count: number): void;
}

export class Permit implements Disposable {
  private isSpent = false;

  constructor(
    readonly limiter: PermitIssuer,
    private readonly held: Room,
    /** The time of the monotonic clock at which the first message is handed over. */
    readonly startsAt: number,
    /** Milliseconds between two messages. */
    readonly every: number,
  ) {}

  /** The number of messages that still have room. */
  get room(): number {
    return this.held.count;
  }

  /** The permit of one message, to be disposed of on its own. @param place index of the message in the batch, from 0 */
  take(place: number): Permit {
    return new Permit(this.limiter, this.held.split(1), this.startsAt + place * this.every, this.every);
  }

  /** Moves the permit to another holder. This one is empty from now on. */
  move(): Permit {
    return new Permit(this.limiter, this.held.split(this.held.count), this.startsAt, this.every);
  }

  /** Releases the room beyond `most` messages. */
  shrink(most: number): void {
    const rest = this.held.shrink(most);
    if (rest > 0 && !this.isSpent) this.limiter.unneeded(rest);
  }

  /** Marks the permit as used: the rate limits have counted its message. */
  spend(): void {
    this.isSpent = true;
  }

  [Symbol.dispose](): void {
    this.shrink(0);
  }
}
