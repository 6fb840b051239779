// Tells readiness that the dispatcher of this process still turns: it beats with every round of its loop, idle or not.
import { Injectable } from '@nestjs/common';

@Injectable()
export class Heartbeat {
  private readonly beats = new Map<string, number>();

  /** @param loop which of them turns */
  beat(loop: string): void {
    this.beats.set(loop, performance.now());
  }

  /** The loop has ended, as it should. */
  forget(loop: string): void {
    this.beats.delete(loop);
  }

  /** Milliseconds since the last beat of the loop that has been silent longest; undefined before the first. */
  age(): number | undefined {
    return this.beats.size === 0 ? undefined : performance.now() - Math.min(...this.beats.values());
  }
}
