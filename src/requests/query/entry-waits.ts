// Why each entry of a page waits: the same for all that wait in one queue.
import { laneOf } from '../../queue/entry-ids.js';
import type { Wait, Waits } from '../../queue/control/waits.js';
import type { EntryRow } from './entry-facts.js';

const WAITING: readonly EntryRow['status'][] = ['Initial', 'Queue Full'];

/** @returns of a row, why it doesn't leave; undefined where nothing holds it up */
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
