// The circuit breaker of a provider. After several failures without an answer between them, nothing more is begun for a while. Then one
// message tries the provider; its answer opens the provider again for all. Entries that wait meanwhile stay cancellable.
import {
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Answer } from '../../providers/provider.js';

/** While one message tries, the others look again so often. */
const TRYING_MS = 50;

export interface BreakerLimits {
  failures: number;
  pauseMs: number;
}

/** A live provider says something, be it no. */
export const isFailure = (answer: Answer): boolean =>
  answer.kind === 'unknown' || (answer.kind === 'temporary' && answer.unreachable === true);

export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  /** Of the wall clock; undefined before the first. */
  answeredAt: number | undefined;
  private openUntil = 0;

  /** @param onChange hears of every opening (true) and closing */
  constructor({ failures, pauseMs }: BreakerLimits, onChange: (open: boolean) => void) {
    // By the monotonic clock: a step of the other would hold a provider off for as long.
    const rest = {
      get duration() {
        return isOver() ? -Infinity : Infinity;
      },
      next: () => rest,
    };
    const isOver = (): boolean => performance.now() >= this.openUntil;
    this.policy = circuitBreaker(
      handleWhenResult((answer) => isFailure(answer as Answer)),
      { halfOpenAfter: rest, breaker: new ConsecutiveBreaker(failures) },
    );
    this.policy.onBreak(() => {
      this.openUntil = performance.now() + pauseMs;
      onChange(true);
    });
    this.policy.onReset(() => {
      onChange(false);
    });
  }

  /** Milliseconds until something may be handed over again; 0 = now. */
  waitMs(): number {
    if (this.policy.state === CircuitState.HalfOpen) return TRYING_MS;
    return Math.max(0, this.openUntil - performance.now());
  }

  /** Whether only one message may go, to try. */
  isTrying(): boolean {
    return this.policy.state !== CircuitState.Closed;
  }

  /**
   * @param handOver never rejects
   * @returns undefined where the provider is held to be dead: nothing was handed over
   */
  async call(handOver: () => Promise<Answer>): Promise<Answer | undefined> {
    // Another is on its way to try.
    if (this.policy.state === CircuitState.HalfOpen) return undefined;
    try {
      const answer = await this.policy.execute(handOver);
      if (!isFailure(answer)) this.answeredAt = Date.now();
      return answer;
    } catch (error) {
      if (isBrokenCircuitError(error)) return undefined;
      throw error;
    }
  }
}
