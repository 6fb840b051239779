// Divides the event loop between callers. Long work is cut into steps. Before each step it checks here if it may continue. One turn of the
// loop has a few milliseconds for such work, one piece at a time. Waiting work is served by key (the tenant) in turn. So a cancel waits for
// a few slices of time at most, and no caller waits for all the work of another one.

/** The most that a turn of the loop becomes longer, plus one step. */
const SLICE_MS = 4;

interface Waiting {
  tenantShare: TenantShare;
  go: () => void;
}

export class LoopShare {
  /** The queues by key; the key whose turn it is comes first. */
  private readonly waiting = new Map<string, Waiting[]>();
  private owner: TenantShare | undefined;
  /** Time of the work in this turn of the loop; 0 if there was none yet. */
  private began = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Starts one piece of work of the key. */
  of(key: string): TenantShare {
    return new TenantShare(this, key);
  }

  /** True if the work may continue in this turn of the loop. */
  mayContinue(tenantShare: TenantShare): boolean {
    if (this.began === 0) {
      this.begin(tenantShare);
      return true;
    }
    return (this.owner === tenantShare || this.waiting.size === 0) && this.now() - this.began < SLICE_MS;
  }

  /** Resolves in a later turn of the loop, when it is this work's turn. */
  wait(tenantShare: TenantShare): Promise<void> {
    return new Promise((go) => {
      const queue = this.waiting.get(tenantShare.key);
      if (queue === undefined) this.waiting.set(tenantShare.key, [{ tenantShare, go }]);
      else queue.push({ tenantShare, go });
    });
  }

  private begin(owner: TenantShare): void {
    this.owner = owner;
    this.began = this.now();
    setImmediate(() => {
      this.began = 0;
      this.owner = undefined;
      this.grant();
    });
  }

  /** Wakes the next waiting work: first in each turn of the loop, after incoming events were served. */
  private grant(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    const [key, queue] = first;
    const next = queue.shift();
    this.waiting.delete(key);
    if (queue.length > 0) this.waiting.set(key, queue);
    if (next === undefined) return;
    if (this.began === 0) this.begin(next.tenantShare);
    else this.owner = next.tenantShare;
    next.go();
    // When this work has done its steps, or waits for more of its body, the rest of the turn's time goes to the next work.
    queueMicrotask(() => {
      process.nextTick(() => {
        if (this.began !== 0 && this.now() - this.began < SLICE_MS) this.grant();
      });
    });
  }
}

/** One piece of work, in steps. */
export class TenantShare {
  constructor(
    private readonly share: LoopShare,
    readonly key: string,
  ) {}

  /** Call this before each step. */
  async ready(): Promise<void> {
    if (!this.share.mayContinue(this)) await this.share.wait(this);
  }

  /** Runs a generator that yields between its steps. */
  async run<T>(steps: Iterator<unknown, T, undefined>): Promise<T> {
    for (;;) {
      if (!this.share.mayContinue(this)) await this.share.wait(this);
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }
}

/** The instance of this process, which has one event loop. */
export const loopShare = new LoopShare();
