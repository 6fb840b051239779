// Reads days in the form of the Volt MX API, in UTC.

/** @returns the first millisecond of `mm/dd/yyyy`; undefined if the value is not a date */
export function readDay(value: unknown): Date | undefined {
  const [, month, day, year] = (typeof value === 'string' ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value.trim()) : null) ?? [];
  if (month === undefined || day === undefined || year === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCFullYear() === Number(year) ? date : undefined;
}
