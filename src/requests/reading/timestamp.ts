// A moment as clients of the Volt MX API write it: epoch milliseconds ("java timestamp"), or seconds where it has fewer than 12 digits, as
// a number or a string; or ISO 8601 with an offset.
import { isISO8601, ValidateBy } from 'class-validator';

const DIGITS = /^\d{1,16}$/;
const OFFSET = /T.*(?:Z|[+-]\d{2}:?\d{2})$/;
const SECONDS_DIGITS = 11;
/** Longer than any moment in ISO 8601: a pattern would walk over a megabyte. */
const LONGEST = 40;
/** A moment before it is a mistake in the unit or the clock, not a wish. */
export const YEAR_2000 = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

/** The Volt MX API's now and never: a zero, or nothing. The first moment of 1970 in ISO 8601 is neither. */
export const isUnset = (value: unknown): boolean =>
  value === undefined || value === 0 || (typeof value === 'string' && value.length <= LONGEST && /^0+$/.test(value.trim()));

/** Epoch milliseconds; undefined where it is no moment. */
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

/** What is wrong with a moment so far ahead, if anything. All in epoch milliseconds. */
export const aheadFault = (at: number, now: number, horizonDays: number): string | undefined =>
  at > now + horizonDays * DAY_MS ? `should not be more than ${horizonDays} days ahead` : undefined;

/** What is wrong with a start, if anything: a past one means now. */
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

/** In the OpenAPI document. */
export const TEXT_OR_NUMBER = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
export const TIMESTAMP = 'Epoch milliseconds (fewer than 12 digits: seconds) or ISO 8601 with an offset';
