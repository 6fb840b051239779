// How long an entry waits for its next attempt after a temporary failure: twice as long each time up to a maximum, with a random part so
// that entries that failed together do not come back together, and never shorter than the provider asked.

export interface BackoffLimits {
  baseMs: number;
  maxMs: number;
}

/**
 * @param attempt number of the failed attempt, from 1
 * @returns milliseconds
 */
export function backoff(attempt: number, { baseMs, maxMs }: BackoffLimits, retryAfterMs = 0, random: () => number = Math.random): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  const jittered = ceiling / 2 + random() * (ceiling / 2);
  return Math.ceil(Math.max(jittered, retryAfterMs));
}
