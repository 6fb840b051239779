// A page over all requests of a tenant, with bounded work. Each lane is searched newest first, in steps, until it has enough items or has
// used its share of the work. The page ends at the place where the first lane stopped, so a page may be short and still have a next page.
import type { DataSource } from 'typeorm';
import { read, statement } from '../../queue/statements.js';
import { readCursor, writeCursor } from './cursor.js';

/** A place in the order: the time of submission in epoch microseconds, then an ID. The highest comes first. */
export interface Key {
  us: string;
  id: string;
}

/** The items that a step found, newest first, and the last place that it has read. Null = it has read all. */
export interface Look<T> {
  items: T[];
  end: Key | null;
}

/** The result of a step. `cost` is measured in requests read. */
export interface Step<T> extends Look<T> {
  cost: number;
}

export interface Found<T> {
  items: T[];
  /** The next page begins after this place. */
  next: Key | null;
}

/** The most requests that a page reads, over all lanes. Measured: 10,000 requests of one recipient cost PostgreSQL 25 ms. */
const MOST_REQUESTS = 10_000;
const GROWTH = 8;
/** Up to this number, all entries of an address are read and sorted. Above it, a walk over requests finds the address often enough. */
const FEW = 1_000;

const isNewer = (a: Key, b: Key): boolean => (a.us === b.us ? BigInt(a.id) > BigInt(b.id) : BigInt(a.us) > BigInt(b.us));

export const readKey = (cursor: string | undefined): Key | undefined => {
  if (cursor === undefined) return undefined;
  const [us = '', id = ''] = readCursor(cursor, 2);
  return { us, id };
};

export const writeKey = (key: Key | null): string | null => (key === null ? null : writeCursor(key.us, key.id));

/** The share of the work of each lane. */
export const shareOf = (lanes: number, enough: number): number => Math.max(enough, MOST_REQUESTS / lanes);

/** @param step reads `size` further requests after `from`, for `enough` items. @param most the limit of the cost */
export async function lookThrough<T>(
  { from, enough, most }: { from: Key | undefined; enough: number; most: number },
  step: (from: Key | undefined, size: number, enough: number) => Promise<Step<T>>,
): Promise<Look<T>> {
  const items: T[] = [];
  let cost = 0;
  for (let size = enough; ; size *= GROWTH) {
    const look = await step(from, Math.min(size, Math.ceil(most - cost)), enough - items.length);
    items.push(...look.items);
    cost += look.cost;
    if (look.end === null || items.length >= enough || cost >= most) return { items, end: look.end };
    from = look.end;
  }
}

/** The page up to the place that every lane has reached. */
export function gather<T>(looks: Look<T>[], limit: number, keyOf: (item: T) => Key): Found<T> {
  const edge = looks.reduce<Key | null>(
    (newest, { end }) => (end !== null && (newest === null || isNewer(end, newest)) ? end : newest),
    null,
  );
  const items = looks
    .flatMap((look) => look.items)
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => edge === null || !isNewer(edge, key))
    .sort((a, b) => (isNewer(a.key, b.key) ? -1 : 1));
  const last = items.length > limit ? items[limit - 1]?.key : undefined;
  return { items: items.slice(0, limit).map(({ item }) => item), next: last ?? edge };
}

const ENTRIES_OF_ADDRESS = statement<{ lane: number; address: string; most: number }, { count: number }>(
  'entries-of-address',
  import.meta.url,
);

/** @returns true if a lane has so few entries of the address that a search by address is cheaper */
export async function isRare(database: DataSource, lane: number, address: string): Promise<boolean> {
  const [row] = await read(database, ENTRIES_OF_ADDRESS, { lane, address, most: FEW + 1 });
  return (row?.count ?? 0) <= FEW;
}
