// Reads times and days in the queries of the read routes. All are in UTC.
import { isISO8601 } from 'class-validator';
import { readTimestamp } from './timestamp.js';

export const DAY_MS = 86_400_000;
/** The range that both PostgreSQL and JavaScript can store. */
const LAST_MS = Date.UTC(9999, 11, 31);

/** Reads ISO 8601 with an offset, epoch milliseconds, or a date (its first or last millisecond). @returns undefined for anything else */
export function readMoment(value: unknown, end: 'start' | 'end'): Date | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    if (!isISO8601(value, { strict: true })) return undefined;
    return new Date(Date.parse(value) + (end === 'end' ? DAY_MS - 1 : 0));
  }
  // A `+` that is not escaped in a query is decoded as a space.
  const ms = readTimestamp(value.replace(/ (?=\d{2}:?\d{2}$)/, '+'));
  return ms === undefined || ms > LAST_MS ? undefined : new Date(ms);
}
