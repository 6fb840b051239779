// Reads over all requests of a tenant query each lane that was ever in use, and merge the rows: each statement binds one lane.
import type { DataSource } from 'typeorm';
import { LANES } from '../../queue/lanes/lane-directory.js';
import { read } from '../../queue/statements.js';

/** The lanes in use now or before: old requests may be in a lane that gets no new requests. It reads only the coordinating node. */
export async function lanesInUse(database: DataSource): Promise<number[]> {
  const rows = await read(database, LANES, {});
  return rows.map(({ lane }) => lane);
}

/** Merges sorted rows of several lanes. @returns the first `limit` rows */
export function merge<T>(perLane: T[][], before: (a: T, b: T) => number, limit: number): T[] {
  const [only] = perLane;
  if (perLane.length === 1 && only !== undefined) return only.slice(0, limit);
  return perLane.flat().sort(before).slice(0, limit);
}
