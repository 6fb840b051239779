// The cursor of a page: the key of its last row, opaque to clients.
import { IN_QUERY, invalid } from '../reading/invalid.js';

const LARGEST = 2n ** 63n - 1n;

export const writeCursor = (...key: string[]): string => Buffer.from(key.join('.')).toString('base64url');

/** @param parts the number of parts of the key, of which the last is an ID. @throws ApiError 400 for an invalid cursor */
export function readCursor(cursor: string, parts: number): string[] {
  const key = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const isOurs = key.length === parts && key.every((part, i) => (i < parts - 1 ? /^\d{1,18}$/ : /^\d{1,19}$/).test(part));
  if (!isOurs || BigInt(key.at(-1) ?? 0) > LARGEST) throw invalid('cursor', 'is not the next of an answer', IN_QUERY);
  return key;
}
