// Lanes may live on different machines: one whose statements fail rests for a while, longer each time, and holds up no other.
import { lanePauseMs } from '../queue/lane-pause.js';

export class LaneRests {
  private readonly resting = new Map<number, { failures: number; until: number }>();

  constructor(
    private readonly lanes: readonly number[],
    /** Hears of every failure. */
    private readonly onFailure: (lane: number, error: unknown) => void,
  ) {}

  /** Those that may be asked now. */
  awake(): number[] {
    const now = performance.now();
    return this.lanes.filter((lane) => (this.resting.get(lane)?.until ?? 0) <= now);
  }

  /** Milliseconds until the next lane has rested; infinite where none rests. */
  shortest(): number {
    const now = performance.now();
    return Math.min(...[...this.resting.values()].map(({ until }) => Math.max(0, until - now)), Infinity);
  }

  /**
   * Does the work in each lane that may be asked now, one after another.
   * @param goOn asked before each lane
   * @returns by lane, what came of it where it did not fail
   */
  async each<T>(work: (lane: number) => Promise<T>, goOn: () => boolean = () => true): Promise<Map<number, T>> {
    const answers = new Map<number, T>();
    for (const lane of this.awake()) {
      if (!goOn()) break;
      await this.ask(lane, async () => answers.set(lane, await work(lane)));
    }
    return answers;
  }

  /** Undefined where the lane's statement failed. */
  async ask<T>(lane: number, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      this.resting.delete(lane);
      return answer;
    } catch (error) {
      const failures = this.resting.get(lane)?.failures ?? 0;
      this.resting.set(lane, { failures: failures + 1, until: performance.now() + lanePauseMs(failures) });
      this.onFailure(lane, error);
      return undefined;
    }
  }
}
