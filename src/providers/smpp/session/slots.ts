// The window of a connection: a bounded number of requests may wait for their response; further requests wait for their turn, in order.

interface Waiting {
  enter: (entered: boolean) => void;
}

export class Slots {
  private readonly queue = new Set<Waiting>();
  private closed = false;

  constructor(private free: number) {}

  /** @returns false if the signal or the end of the connection came before the turn */
  enter(signal: AbortSignal | undefined): Promise<boolean> | boolean {
    if (this.closed || signal?.aborted === true) return false;
    if (this.free > 0) {
      this.free--;
      return true;
    }
    return new Promise((resolve) => {
      const waiting: Waiting = {
        enter: (entered) => {
          this.queue.delete(waiting);
          signal?.removeEventListener('abort', late);
          resolve(entered);
        },
      };
      const late = (): void => {
        waiting.enter(false);
      };
      signal?.addEventListener('abort', late);
      this.queue.add(waiting);
    });
  }

  leave(): void {
    const [first] = this.queue;
    if (first === undefined) this.free++;
    else first.enter(true);
  }

  close(): void {
    this.closed = true;
    for (const waiting of this.queue) waiting.enter(false);
  }
}
