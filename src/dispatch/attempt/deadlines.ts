// The deadlines of providers' answers. Messages that left at the same time share one timer and one signal: a timer and a signal for each
// message would be a third of the cost of a hand-over in this process.

/** Messages within this time share the deadline of the first. */
const TOGETHER_MS = 5;

export class Deadline {
  private readonly controller = new AbortController();
  private readonly waiting = new Set<() => void>();
  private readonly timer: NodeJS.Timeout;
  private over = false;
  readonly signal = this.controller.signal;

  constructor(
    readonly startedAt: number,
    afterMs: number,
  ) {
    this.timer = setTimeout(() => {
      this.over = true;
      for (const lapse of this.waiting) lapse();
      this.waiting.clear();
      this.controller.abort();
    }, afterMs);
  }

  add(lapse: () => void): void {
    this.waiting.add(lapse);
  }

  /** Removes a message that was answered in time. */
  remove(lapse: () => void): void {
    this.waiting.delete(lapse);
    if (this.waiting.size > 0 || this.over) return;
    this.over = true;
    clearTimeout(this.timer);
  }

  /** True: no further message may use this deadline. */
  isOver(): boolean {
    return this.over;
  }
}

export class Deadlines {
  private current: Deadline | undefined;

  constructor(private readonly afterMs: number) {}

  /** @param lapse called at the deadline, unless it is removed before */
  start(lapse: () => void): Deadline {
    const now = performance.now();
    if (this.current === undefined || now - this.current.startedAt > TOGETHER_MS || this.current.isOver())
      this.current = new Deadline(now, this.afterMs);
    this.current.add(lapse);
    return this.current;
  }
}
