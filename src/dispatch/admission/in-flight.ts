// Limits the number of messages that this process has under way with a provider. Room is reserved before a claim, so that no entry is
// leased only to wait for the answer to another.

/** Reserved room. Its holder disposes of it (`using`), and the unused rest is released then, once. */
export class Room implements Disposable {
  constructor(
    private held: number,
    private readonly free: (count: number) => void,
  ) {}

  /** The number of messages with reserved room. */
  get count(): number {
    return this.held;
  }

  /** Keeps room for at most `most`. @returns the released room */
  shrink(most: number): number {
    const rest = Math.max(0, this.held - most);
    this.held -= rest;
    if (rest > 0) this.free(rest);
    return rest;
  }

  /** Splits off a part, which is released on its own. */
  split(most: number): Room {
    const part = Math.min(most, this.held);
    this.held -= part;
    return new Room(part, this.free);
  }

  [Symbol.dispose](): void {
    this.shrink(0);
  }
}

export class InFlight {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Messages under way plus reserved room. */
  get count(): number {
    return this.underWay;
  }

  /** Resolves with room for up to `most` when a fair number is free (a batch of one costs as much as a batch of fifty). */
  async reserve(most: number): Promise<Room> {
    const fair = Math.min(most, Math.ceil(this.most / 4));
    while (this.most - this.underWay < fair)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    return this.reserveNow(most);
  }

  /** The room that is free now, possibly for no message. */
  reserveNow(most: number): Room {
    const count = Math.min(most, Math.max(0, this.most - this.underWay));
    this.underWay += count;
    return new Room(count, this.release);
  }

  /** Releases room for messages that were answered, given up, or never handed over. */
  private readonly release = (count: number): void => {
    this.underWay -= count;
    for (const wake of this.waiting.splice(0)) wake();
  };
}
