// Reads over all of a tenant's requests ask every lane that ever had one, and merge: each statement stays within its lane.
import type { DataSource } from 'typeorm';
import { LANES } from '../../queue/lanes/lane-directory.js';
import { read } from '../../queue/statements.js';

/** Lanes in use now or before: a request may be in one that new requests don't go to any more. No node but the one that is asked is read. */
export async function lanesInUse(database: DataSource): Promise<number[]> {
  const rows = await read(database, LANES, {});
  return rows.map(({ lane }) => lane);
}

/** The first `limit` of all, by the order that each lane's rows are in already. */
export function merge<T>(perLane: T[][], before: (a: T, b: T) => number, limit: number): T[] {
  const [only] = perLane;
  if (perLane.length === 1 && only !== undefined) return only.slice(0, limit);
  return perLane.flat().sort(before).slice(0, limit);
}
