// Reports to readiness that the loops of this process's dispatcher are running. Each loop beats once a round, idle or not.
import { Injectable } from '@nestjs/common';

@Injectable()
export class Heartbeat {
  private readonly beats = new Map<string, number>();

  /** @param loop the loop that beats */
  beat(loop: string): void {
    this.beats.set(loop, performance.now());
  }

  /** The loop has ended normally. */
  forget(loop: string): void {
    this.beats.delete(loop);
  }

  /** Milliseconds since the last beat of the loop that has been silent longest; undefined before the first beat. */
  age(): number | undefined {
    return this.beats.size === 0 ? undefined : performance.now() - Math.min(...this.beats.values());
  }
}
