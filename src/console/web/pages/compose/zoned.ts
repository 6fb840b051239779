// Which moment a clock on the wall of a time zone means. Where clocks are put forward some times never come (none); where they are put
// back some come twice (two).
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, format);
  return format;
}

/** The local time of the zone, as if it were UTC, in whole seconds. */
function wallAt(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const offsetAt = (zone: string, at: number): number => wallAt(zone, at) - Math.floor(at / 1_000) * 1_000;

export type Zoned =
  | { kind: 'one'; at: number }
  | { kind: 'none'; /** The wall clock time that it becomes when the clocks are put forward */ instead: string }
  | { kind: 'two'; first: number; second: number };

/** @param wall such as 2027-03-28T02:30. @returns null if it is not a time */
export function zoned(wall: string, zone: string): Zoned | null {
  const shown = Date.parse(`${wall}Z`);
  if (Number.isNaN(shown)) return null;
  const before = offsetAt(zone, shown - DAY_MS);
  const after = offsetAt(zone, shown + DAY_MS);
  const [first, second] = [...new Set([before, after])]
    .map((offset) => shown - offset)
    .filter((at) => wallAt(zone, at) === shown)
    .sort((a, b) => a - b);
  if (first === undefined) return { kind: 'none', instead: new Date(wallAt(zone, shown - before)).toISOString().slice(0, 16) };
  return second === undefined ? { kind: 'one', at: first } : { kind: 'two', first, second };
}

/** @returns epoch milliseconds; null for an invalid time, or a time that the zone skips */
export function instantOf(wall: string, zone: string, again: boolean): number | null {
  const found = zoned(wall, zone);
  if (found === null || found.kind === 'none') return null;
  return found.kind === 'one' ? found.at : again ? found.second : found.first;
}
