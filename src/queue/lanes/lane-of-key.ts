// The lane of what is found by a key that names none: an idempotency key, a provider's message ID.
import { createHash } from 'node:crypto';

export const weightOfKey = (lane: number, scope: string, key: string): string =>
  createHash('sha256').update(`${lane}\n${scope}\n${key}`).digest('hex');

/** The lane whose weight for this key is highest: stays where it is when lanes are added, unless the new one wins. */
export function laneOfKey(lanes: readonly number[], scope: string, key: string): number {
  const [only] = lanes;
  if (only !== undefined && lanes.length === 1) return only;
  return lanes.reduce((best, lane) => (weightOfKey(lane, scope, key) > weightOfKey(best, scope, key) ? lane : best), only ?? 0);
}
