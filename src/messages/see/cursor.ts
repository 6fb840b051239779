// Where a page ended, opaque to clients: the key of its last row.
import { invalid } from '../invalid.js';

export const writeCursor = (...key: string[]): string => Buffer.from(key.join('.')).toString('base64url');

/** @param parts how many numbers the key has. @throws ApiError 400 for one that this server never gave */
export function readCursor(cursor: string, parts: number): string[] {
  const key = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (key.length !== parts || !key.every((part) => /^\d{1,18}$/.test(part))) throw invalid('cursor', 'is not the next of an answer');
  return key;
}
