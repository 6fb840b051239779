// The lane of what is found by a key that names none: an idempotency key, a carrier's message ID.
import { createHash } from 'node:crypto';

/** The lane whose weight for this key is highest: stays where it is when lanes are added, unless the new one wins. */
export function laneOfKey(lanes: readonly number[], scope: string, key: string): number {
  const [only] = lanes;
  if (only !== undefined && lanes.length === 1) return only;
  const weight = (lane: number): string => createHash('sha256').update(`${lane}\n${scope}\n${key}`).digest('hex');
  return lanes.reduce((best, lane) => (weight(lane) > weight(best) ? lane : best), only ?? 0);
}
