// How values are written in the queries of the read routes.
import type { SmsConfig } from '../settings.js';
import { IN_QUERY, invalid } from '../invalid.js';
import { countryOf, toE164, whyNoNumber } from '../../platform/phone/phone-number.js';
import { readMoment } from './moment.js';

/** A `+` that was not escaped in a query arrives as a space. */
export const withPlus = (query: object): object =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value.replace(/^ /, '+') : value]),
  );

/** E.164. @throws ApiError 400 */
export function readMobile(written: string | undefined, config: SmsConfig): string | undefined {
  if (written === undefined) return undefined;
  const mobile = toE164(written, countryOf(config.DEFAULT_COUNTRY));
  if (mobile === undefined) throw invalid('mobile', whyNoNumber(written), IN_QUERY);
  return mobile;
}

/** The range of two moments that a DTO has passed. */
export const readRange = ({ from, to }: { from?: string; to?: string }): { from?: Date; to?: Date } => ({
  ...(from !== undefined && { from: readMoment(from, 'start') }),
  ...(to !== undefined && { to: readMoment(to, 'end') }),
});
