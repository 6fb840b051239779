// Days as the Volt MX API writes them, in UTC.

/** The first moment of `mm/dd/yyyy`. */
export function readDay(value: unknown): Date | undefined {
  const [, month, day, year] = (typeof value === 'string' ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value.trim()) : null) ?? [];
  if (month === undefined || day === undefined || year === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCFullYear() === Number(year) ? date : undefined;
}
