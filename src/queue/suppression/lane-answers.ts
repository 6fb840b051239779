// Queries to lanes that may be away, for callers that can wait a second but not longer. A lane that fails or does not answer in time backs
// off, longer each time, and delays no caller meanwhile.
import { lanePauseMs } from '../lanes/lane-pause.js';

/** A reachable lane answers within milliseconds. The caller holds a batch during the wait. */
const ANSWER_MS = 2_000;

interface Backoff {
  failures: number;
  until: number;
}

export class LaneAnswers {
  private readonly backoffs = new Map<number, Backoff>();
  /** Queries that were given up and are still under way, by lane: each holds a connection. */
  private readonly pending = new Map<number, number>();

  /** @param onChange called at a lane's first failure, and (undefined) at its first answer after it */
  constructor(private readonly onChange: (lane: number, error: unknown) => void) {}

  /** Undefined if the lane backs off, fails, or does not answer in time. */
  async of<T>(lane: number, ask: () => Promise<T>): Promise<T | undefined> {
    const backoff = this.backoffs.get(lane);
    if (this.pending.has(lane) || (backoff !== undefined && performance.now() < backoff.until)) return undefined;
    const asked = ask();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.giveUp(lane, asked);
        reject(new Error('no answer in time'));
      }, ANSWER_MS);
    });
    try {
      const answer = await Promise.race([asked, late]);
      if (this.backoffs.delete(lane)) this.onChange(lane, undefined);
      return answer;
    } catch (error) {
      const failures = this.backoffs.get(lane)?.failures ?? 0;
      this.backoffs.set(lane, { failures: failures + 1, until: performance.now() + lanePauseMs(failures) });
      if (failures === 0) this.onChange(lane, error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private giveUp(lane: number, asked: Promise<unknown>): void {
    this.pending.set(lane, (this.pending.get(lane) ?? 0) + 1);
    const over = (): void => {
      const left = (this.pending.get(lane) ?? 1) - 1;
      if (left === 0) this.pending.delete(lane);
      else this.pending.set(lane, left);
    };
    asked.then(over, over);
  }
}
