// A shared read of the database: callers at about the same time share one read. One read runs at a time, and reading takes a bounded share
// of the time.

/** The shortest time between two reads. */
const FRESH_MS = 1_000;
/** At most one tenth of the time is spent on reading. */
const REST = 10;

export class SharedLook<T> {
  private looking: Promise<T> | undefined;
  private forgotten = 0;
  private last: { seen: T; until: number } | undefined;

  constructor(private readonly look: () => Promise<T>) {}

  /** Rejects if the read fails; the next call reads again. */
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

  /** Discards the last result and the read that is running: both are out of date. */
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
