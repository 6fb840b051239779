// So many at once of what costs much, in all and for each key (a tenant, a caller). Those that wait are let in by turns of the keys, each
// key's in the order they came; where too many of a key wait, the next one is sent away.

interface Limits {
  /** At once, in all. */
  places: number;
  /** At once, of one key. */
  each: number;
  /** Of one key, that may wait; 0 = nobody waits. */
  waiting: number;
}

/** Leaves again; more than once does nothing. */
export type Leave = () => void;

export class FairGate {
  private readonly inside = new Map<string, number>();
  /** By key; whose turn it is comes first. */
  private readonly queues = new Map<string, ((leave: Leave) => void)[]>();
  private taken = 0;

  constructor(private readonly limits: Limits) {}

  /** @returns what to call in the end, at once or when there is room; undefined where too many wait already */
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
      this.letIn();
    };
  }

  private letIn(): void {
    for (const [key, queue] of [...this.queues]) {
      if (this.taken >= this.limits.places) return;
      if (!this.hasRoom(key)) continue;
      const next = queue.shift();
      // Its next one waits for the turns of all others.
      this.queues.delete(key);
      if (queue.length > 0) this.queues.set(key, queue);
      next?.(this.take(key));
    }
  }
}
