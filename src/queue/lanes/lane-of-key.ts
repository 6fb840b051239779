// The lane of rows that are found by a key without a lane: an idempotency key, a provider's message ID.
import { createHash } from 'node:crypto';

export const weightOfKey = (lane: number, scope: string, key: string): string =>
  createHash('sha256').update(`${lane}\n${scope}\n${key}`).digest('hex');

/**
 * The lane with the highest weight for this key. When a lane is added, only the keys for which the new lane has the highest weight move.
 */
export function laneOfKey(lanes: readonly number[], scope: string, key: string): number {
  const [only] = lanes;
  if (only !== undefined && lanes.length === 1) return only;
  return lanes.reduce((best, lane) => (weightOfKey(lane, scope, key) > weightOfKey(best, scope, key) ? lane : best), only ?? 0);
}
