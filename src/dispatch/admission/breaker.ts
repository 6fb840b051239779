// The circuit breaker of a provider. After several failures without an answer between them, nothing more begins for a while. Then one
// message tests the provider; an answer closes the breaker. Waiting entries can be cancelled meanwhile.
import {
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel';
import type { Answer } from '../../providers/provider.js';

/** While one message tests the provider, the others check the breaker at this interval. */
const TRYING_MS = 50;

export interface BreakerLimits {
  failures: number;
  pauseMs: number;
}

/** A refusal is an answer too, so only a missing answer is a failure. */
export const isFailure = (answer: Answer): boolean =>
  answer.kind === 'unknown' || (answer.kind === 'temporary' && answer.unreachable === true);

export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  /** The time of the last answer by the wall clock; undefined before the first. */
  answeredAt: number | undefined;
  private openUntil = 0;

  /** @param onChange called when the breaker opens (true) and closes (false) */
  constructor({ failures, pauseMs }: BreakerLimits, onChange: (open: boolean) => void) {
    // Measured by the monotonic clock: a step of the wall clock would keep the provider closed off for as long.
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

  /** Milliseconds until the next hand-over is possible; 0 = now. */
  waitMs(): number {
    if (this.policy.state === CircuitState.HalfOpen) return TRYING_MS;
    return Math.max(0, this.openUntil - performance.now());
  }

  /** True: only one message may be handed over, as a test. */
  isTrying(): boolean {
    return this.policy.state !== CircuitState.Closed;
  }

  /**
   * @param handOver never rejects
   * @returns undefined if the breaker is open: nothing was handed over
   */
  async call(handOver: () => Promise<Answer>): Promise<Answer | undefined> {
    // Another message is testing the provider.
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
