// How long a temporary failure waits for its next try: doubling with each attempt up to a ceiling, with jitter so that what failed
// together doesn't come back together, and never sooner than the provider asked.

export interface BackoffLimits {
  baseMs: number;
  maxMs: number;
}

/** @param attempt the one that failed, from 1 */
export function backoff(attempt: number, { baseMs, maxMs }: BackoffLimits, retryAfterMs = 0, random: () => number = Math.random): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  const jittered = ceiling / 2 + random() * (ceiling / 2);
  return Math.ceil(Math.max(jittered, retryAfterMs));
}
