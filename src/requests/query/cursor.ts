// Where a page ended, opaque to clients: the key of its last row.
import { IN_QUERY, invalid } from '../reading/invalid.js';

const LARGEST = 2n ** 63n - 1n;

export const writeCursor = (...key: string[]): string => Buffer.from(key.join('.')).toString('base64url');

/** @param parts how many numbers the key has, the last an ID. @throws ApiError 400 for one that this server never gave */
export function readCursor(cursor: string, parts: number): string[] {
  const key = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const isOurs = key.length === parts && key.every((part, i) => (i < parts - 1 ? /^\d{1,18}$/ : /^\d{1,19}$/).test(part));
  if (!isOurs || BigInt(key.at(-1) ?? 0) > LARGEST) throw invalid('cursor', 'is not the next of an answer', IN_QUERY);
  return key;
}
