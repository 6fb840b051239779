// Who may hold the event loop, and for how long. Work that may take long is cut into steps; between two of them it asks here whether it
// may go on. One turn of the loop has room for a few milliseconds of such work, of one piece of it at a time, and whoever waits is served
// in turn by key (the tenant): so a cancel waits for some slices at most, and no caller for all that another one sent.

/** A turn of the loop is that much longer at most, and one step more. */
const SLICE_MS = 4;

interface Waiting {
  tenantShare: TenantShare;
  go: () => void;
}

export class LoopShare {
  /** By key; whose turn it is comes first. */
  private readonly waiting = new Map<string, Waiting[]>();
  private owner: TenantShare | undefined;
  /** Of the work in this turn of the loop; 0 where there was none yet. */
  private began = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** For one piece of work of that key. */
  of(key: string): TenantShare {
    return new TenantShare(this, key);
  }

  /** True where the work may go on in this turn of the loop. */
  mayGoOn(tenantShare: TenantShare): boolean {
    if (this.began === 0) {
      this.begin(tenantShare);
      return true;
    }
    return (this.owner === tenantShare || this.waiting.size === 0) && this.now() - this.began < SLICE_MS;
  }

  /** Resolves in a later turn of the loop, when it is its turn. */
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

  /** To the next one that waits: first in each turn of the loop, after what came in was served. */
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
    // When it has made its steps, or waits for more of its body: what it leaves of the turn's time is for the one after it.
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

  /** Before each step. */
  async ready(): Promise<void> {
    if (!this.share.mayGoOn(this)) await this.share.wait(this);
  }

  /** Runs what yields between its steps. */
  async run<T>(steps: Iterator<unknown, T, undefined>): Promise<T> {
    for (;;) {
      if (!this.share.mayGoOn(this)) await this.share.wait(this);
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }
}

/** Of this process: it has one event loop. */
export const loopShare = new LoopShare();
