import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoff } from '../../src/dispatch/attempt/backoff.js';

it('doubles up to its ceiling, with jitter in the upper half, never sooner than the provider asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.nat(10_000),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, retryAfterMs, random) => {
        const wait = backoff(attempt, { baseMs: 100, maxMs: 5_000 }, retryAfterMs, () => random);
        const ceiling = Math.min(5_000, 100 * 2 ** (attempt - 1));
        expect(wait).toBeGreaterThanOrEqual(Math.max(ceiling / 2, retryAfterMs));
        expect(wait).toBeLessThanOrEqual(Math.max(ceiling, retryAfterMs) + 1);
      },
    ),
  );
});
