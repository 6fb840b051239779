// Tells readiness that the dispatcher of this process still turns: it beats with every round of its loop, idle or not.
import { Injectable } from '@nestjs/common';

@Injectable()
export class Heartbeat {
  private last: number | undefined;

  beat(): void {
    this.last = performance.now();
  }

  /** Milliseconds since the last beat; undefined before the first. */
  age(): number | undefined {
    return this.last === undefined ? undefined : performance.now() - this.last;
  }
}
