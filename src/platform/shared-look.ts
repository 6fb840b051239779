// A look at the database that all who ask at about the same time share: one at a time, and no more often than it costs.

/** Nobody sees changes quicker. */
const FRESH_MS = 1_000;
/** Of the time, at most a tenth is spent looking. */
const REST = 10;

export class SharedLook<T> {
  private looking: Promise<T> | undefined;
  private forgotten = 0;
  private last: { seen: T; until: number } | undefined;

  constructor(private readonly look: () => Promise<T>) {}

  /** Rejects where a look fails; the next one looks again. */
  async get(): Promise<T> {
    if (this.last !== undefined && performance.now() < this.last.until) return this.last.seen;
    if (this.looking === undefined) {
      const looking = this.lookNow().finally(() => {
        if (this.looking === looking) this.looking = undefined;
      });
      this.looking = looking;
    }
    return this.looking;
  }

  /** What was seen, and what is being looked at, is known to be over. */
  forget(): void {
    this.last = undefined;
    this.looking = undefined;
    this.forgotten++;
  }

  private async lookNow(): Promise<T> {
    const { forgotten } = this;
    const began = performance.now();
    const seen = await this.look();
    const now = performance.now();
    if (forgotten === this.forgotten) this.last = { seen, until: now + Math.max(FRESH_MS, REST * (now - began)) };
    return seen;
  }
}
