// Backs off from lanes whose statements fail, longer after each failure: lanes may be on different machines, and a failing lane must not
// delay the others.
import { lanePauseMs } from '../queue/lanes/lane-pause.js';

export class LaneBackoff {
  private readonly failing = new Map<number, { failures: number; until: number }>();

  constructor(
    private readonly lanes: readonly number[],
    /** Called at every failure. */
    private readonly onFailure: (lane: number, error: unknown) => void,
  ) {}

  /** Lanes that may be visited now. */
  awake(): number[] {
    const now = performance.now();
    return this.lanes.filter((lane) => (this.failing.get(lane)?.until ?? 0) <= now);
  }

  /** Milliseconds until the next failing lane may be visited; infinite if no lane backs off. */
  shortest(): number {
    const now = performance.now();
    return Math.min(...[...this.failing.values()].map(({ until }) => Math.max(0, until - now)), Infinity);
  }

  /**
   * Does the work in each lane that may be visited now, one after another.
   * @param goOn called before each lane
   * @returns the results by lane, without the lanes that failed
   */
  async each<T>(work: (lane: number) => Promise<T>, goOn: () => boolean = () => true): Promise<Map<number, T>> {
    const answers = new Map<number, T>();
    for (const lane of this.awake()) {
      if (!goOn()) break;
      await this.ask(lane, async () => answers.set(lane, await work(lane)));
    }
    return answers;
  }

  /** @returns undefined if the lane's statement failed */
  async ask<T>(lane: number, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      this.failing.delete(lane);
      return answer;
    } catch (error) {
      const failures = this.failing.get(lane)?.failures ?? 0;
      this.failing.set(lane, { failures: failures + 1, until: performance.now() + lanePauseMs(failures) });
      this.onFailure(lane, error);
      return undefined;
    }
  }
}
