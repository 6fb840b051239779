// The reason why each entry of a page waits. All waiting entries of one queue have the same reason.
import { laneOf } from '../../queue/entry-ids.js';
import type { Wait, Waits } from '../../queue/control/waits.js';
import type { EntryRow } from './entry-facts.js';

const WAITING: readonly EntryRow['status'][] = ['Initial', 'Queue Full'];

/** @returns a function from a row to the reason why the entry waits; undefined = no reason */
export async function waitsOf(waits: Waits, tenant: string, rows: readonly EntryRow[]): Promise<(row: EntryRow) => Wait | undefined> {
  const queues = new Map<number, Set<string>>();
  for (const { entry_id, status, waits_in } of rows) {
    if (waits_in === null || !WAITING.includes(status)) continue;
    const lane = laneOf(entry_id);
    queues.set(lane, (queues.get(lane) ?? new Set()).add(waits_in));
  }
  const looks = await Promise.all([...queues].map(async ([lane, names]) => [lane, await waits.of(lane, tenant, [...names])] as const));
  const byLane = new Map(looks);
  return ({ entry_id, waits_in }) => (waits_in === null ? undefined : byLane.get(laneOf(entry_id))?.get(waits_in)?.[0]);
}
