// Limits how many messages a provider has under way with this process at once. Room is reserved before a batch is claimed, so that no
// entry is begun that would only wait for the answer to another.

/** Reserved room. Whoever holds it disposes of it (`using`): what is left goes back then, once. */
export class Room implements Disposable {
  constructor(
    private held: number,
    private readonly free: (count: number) => void,
  ) {}

  /** Messages that it is for. */
  get count(): number {
    return this.held;
  }

  /** Keeps room for at most `most`. @returns how much went back */
  shrink(most: number): number {
    const rest = Math.max(0, this.held - most);
    this.held -= rest;
    if (rest > 0) this.free(rest);
    return rest;
  }

  /** A part of it, which goes back on its own. */
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

  /** Messages under way, and room that is reserved. */
  get count(): number {
    return this.underWay;
  }

  /** Room for up to `most`, as soon as there is a fair number (a batch of one costs as much as a batch of fifty). */
  async reserve(most: number): Promise<Room> {
    const fair = Math.min(most, Math.ceil(this.most / 4));
    while (this.most - this.underWay < fair)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    return this.reserveNow(most);
  }

  /** The room that there is at this moment, possibly for none. */
  reserveNow(most: number): Room {
    const count = Math.min(most, Math.max(0, this.most - this.underWay));
    this.underWay += count;
    return new Room(count, this.release);
  }

  /** So many are answered, given up, or were never handed over. */
  private readonly release = (count: number): void => {
    this.underWay -= count;
    for (const wake of this.waiting.splice(0)) wake();
  };
}
