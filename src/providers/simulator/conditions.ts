// Conditions of the whole simulated provider: an outage while a file exists, and a limit of messages a second.
import { existsSync } from 'node:fs';

/** The least time between two looks at the file. */
const LOOK_MS = 50;
const SECOND_MS = 1_000;

export class Conditions {
  private out = false;
  private lookAt = 0;
  private taken = 0;
  private since = -Infinity;

  constructor(
    private readonly limit: number,
    private readonly outage: string,
  ) {}

  isOut(): boolean {
    const now = performance.now();
    if (now >= this.lookAt) {
      this.out = existsSync(this.outage);
      this.lookAt = now + LOOK_MS;
    }
    return this.out;
  }

  /** Counts one more message. */
  isTooFast(): boolean {
    if (this.limit === 0) return false;
    const now = performance.now();
    if (now - this.since >= SECOND_MS) {
      this.since = now;
      this.taken = 0;
    }
    return ++this.taken > this.limit;
  }
}
