// Conditions of the simulated provider as a whole: an outage while a file exists, and a limit a second above which it takes nothing.
import { existsSync } from 'node:fs';

/** The file is looked for so often at most. */
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

  /** Counts one more. */
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
