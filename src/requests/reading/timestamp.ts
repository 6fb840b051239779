// Reads a timestamp in the forms of the Volt MX API: epoch milliseconds ("java timestamp"), or epoch seconds if it has fewer than 12 digits,
// as a number or a string; or ISO 8601 with an offset.
import { isISO8601, ValidateBy } from 'class-validator';

const DIGITS = /^\d{1,16}$/;
const OFFSET = /T.*(?:Z|[+-]\d{2}:?\d{2})$/;
const SECONDS_DIGITS = 11;
/** Longer than any timestamp. It keeps the patterns from scanning a text of a megabyte. */
const LONGEST = 40;
/** An earlier timestamp is a mistake in the unit or the clock. */
export const YEAR_2000 = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/** True for an absent timestamp and for 0, which mean now or no expiry in the Volt MX API. 1970-01-01 in ISO 8601 means neither. */
export const isUnset = (value: unknown): boolean =>
  value === undefined || value === 0 || (typeof value === 'string' && value.length <= LONGEST && /^0+$/.test(value.trim()));

/** @returns epoch milliseconds; undefined if the value is not a timestamp */
export function readTimestamp(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  if (text.length > LONGEST) return undefined;
  const trimmed = text.trim();
  if (DIGITS.test(trimmed)) return Number(trimmed) * (trimmed.length <= SECONDS_DIGITS ? 1_000 : 1);
  if (!OFFSET.test(trimmed) || !isISO8601(trimmed, { strict: true, strictSeparator: true })) return undefined;
  const ms = Date.parse(trimmed);
  return Number.isNaN(ms) ? undefined : ms;
}

/** @returns the fault of a timestamp that is too far ahead, if any. All times are epoch milliseconds */
export const aheadFault = (at: number, now: number, horizonDays: number): string | undefined =>
  at > now + horizonDays * DAY_MS ? `should not be more than ${horizonDays} days ahead` : undefined;

/** @returns the fault of a start, if any. A start in the past means now, so it has no fault */
export const startFault = (at: number, now: number, horizonDays: number): string | undefined =>
  at < YEAR_2000 ? 'should not be before the year 2000' : aheadFault(at, now, horizonDays);

export const IsTimestamp = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTimestamp',
    validator: {
      validate: (value) => readTimestamp(value) !== undefined,
      defaultMessage: () => 'should be epoch milliseconds or ISO 8601 with an offset',
    },
  });

/** The description in the OpenAPI document. */
export const TEXT_OR_NUMBER = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
export const TIMESTAMP = 'Epoch milliseconds (fewer than 12 digits: seconds) or ISO 8601 with an offset';
