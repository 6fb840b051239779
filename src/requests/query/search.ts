// A page out of all of a tenant's requests, however many there are: each lane is looked through newest first, in steps, until it has
// enough or has done its share of the work; the page ends where the first of them stopped. So a page may be short and still have a next,
// and none costs more than any other.
import type { DataSource } from 'typeorm';
import { read, statement } from '../../queue/statements.js';
import { readCursor, writeCursor } from './cursor.js';

/** A place in the order: a moment of submission in microseconds of the epoch, then an ID; the highest first. */
export interface Key {
  us: string;
  id: string;
}

/** What a look found, newest first, and the last place that it has seen; null = it has seen all. */
export interface Look<T> {
  items: T[];
  end: Key | null;
}

/** One step further: `cost` in requests walked over. */
export interface Step<T> extends Look<T> {
  cost: number;
}

export interface Found<T> {
  items: T[];
  /** The place behind which the next page begins. */
  next: Key | null;
}

/** Requests that a page walks over at most, all lanes together: 10,000 of one recipient each cost PostgreSQL 25 ms. */
const MOST_REQUESTS = 10_000;
const GROWTH = 8;
/** Up to so many entries of an address are all read and sorted; an address of more is met often enough on the way. */
const FEW = 1_000;

const isNewer = (a: Key, b: Key): boolean => (a.us === b.us ? BigInt(a.id) > BigInt(b.id) : BigInt(a.us) > BigInt(b.us));

export const readKey = (cursor: string | undefined): Key | undefined => {
  if (cursor === undefined) return undefined;
  const [us = '', id = ''] = readCursor(cursor, 2);
  return { us, id };
};

export const writeKey = (key: Key | null): string | null => (key === null ? null : writeCursor(key.us, key.id));

/** What each of so many lanes may cost. */
export const shareOf = (lanes: number, enough: number): number => Math.max(enough, MOST_REQUESTS / lanes);

/** @param step looks at `size` further requests behind `from`, for `enough` items. @param most what it may cost */
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

/** The page that all looks together can answer for. */
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

/** Whether a lane has so few entries of an address that they are found by it. */
export async function isRare(database: DataSource, lane: number, address: string): Promise<boolean> {
  const [row] = await read(database, ENTRIES_OF_ADDRESS, { lane, address, most: FEW + 1 });
  return (row?.count ?? 0) <= FEW;
}
