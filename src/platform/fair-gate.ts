// Admits a limited number of costly operations at once, in total and for each key (a tenant, a caller). Waiting operations are admitted by
// keys in turn, those of one key in order. If too many of a key wait, the next one is refused.

interface Limits {
  /** Operations at once, in total. */
  places: number;
  /** Operations at once, of one key. */
  each: number;
  /** Waiting operations of one key; 0 = none may wait. */
  waiting: number;
}

/** Ends an admission; a second call has no effect. */
export type Leave = () => void;

export class FairGate {
  private readonly inside = new Map<string, number>();
  /** The queues by key; the key whose turn it is comes first. */
  private readonly queues = new Map<string, ((leave: Leave) => void)[]>();
  private taken = 0;

  constructor(private readonly limits: Limits) {}

  /** @returns the function that ends the admission, at once or when there is room; undefined if too many wait already */
  enter(key: string): Promise<Leave> | undefined {
    const queue = this.queues.get(key);
    if (queue === undefined && this.hasRoom(key)) return Promise.resolve(this.take(key));
    if ((queue?.length ?? 0) >= this.limits.waiting) return undefined;
    return new Promise((resolve) => {
      if (queue === undefined) this.queues.set(key, [resolve]);
      else queue.push(resolve);
    });
  }

  private hasRoom(key: string): boolean {
    return this.taken < this.limits.places && (this.inside.get(key) ?? 0) < this.limits.each;
  }

  private take(key: string): Leave {
    this.taken++;
    this.inside.set(key, (this.inside.get(key) ?? 0) + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.taken--;
      const left = (this.inside.get(key) ?? 1) - 1;
      if (left === 0) this.inside.delete(key);
      else this.inside.set(key, left);
      this.admitNext();
    };
  }

  private admitNext(): void {
    for (const [key, queue] of [...this.queues]) {
      if (this.taken >= this.limits.places) return;
      if (!this.hasRoom(key)) continue;
      const next = queue.shift();
      // The key's next operation waits until all other keys had a turn.
      this.queues.delete(key);
      if (queue.length > 0) this.queues.set(key, queue);
      next?.(this.take(key));
    }
  }
}
