// How many messages a provider may have under way with this process at once. Room is reserved before a batch is claimed, so that nothing is
// begun that would only wait for an answer to another.
export class InFlight {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Messages under way, and room that is reserved. */
  get count(): number {
    return this.underWay;
  }

  /** Takes room for up to `most`, as soon as there is a fair number (a batch of one costs as much as a batch of fifty). */
  async reserve(most: number): Promise<number> {
    const fair = Math.min(most, Math.ceil(this.most / 4));
    while (this.most - this.underWay < fair)
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    return this.reserveNow(most);
  }

  /** What there is at this moment, 0 included. */
  reserveNow(most: number): number {
    const room = Math.min(most, Math.max(0, this.most - this.underWay));
    this.underWay += room;
    return room;
  }

  /** So many are answered, given up, or were never handed over. */
  release(count: number): void {
    if (count === 0) return;
    this.underWay -= count;
    for (const wake of this.waiting.splice(0)) wake();
  }
}
