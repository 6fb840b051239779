// Reads the mobile number in the query of a read route.
import { countryOf, toE164, whyNoNumber } from '../../platform/phone/phone-number.js';
import { IN_QUERY, invalid } from '../../requests/reading/invalid.js';
import type { SmsConfig } from '../settings.js';

/** @returns E.164 with `+`. @throws ApiError 400 */
export function readMobile(written: string | undefined, config: SmsConfig): string | undefined {
  if (written === undefined) return undefined;
  const mobile = toE164(written, countryOf(config.DEFAULT_COUNTRY));
  if (mobile === undefined) throw invalid('mobile', whyNoNumber(written), IN_QUERY);
  return mobile;
}
