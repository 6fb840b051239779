// The fields that the Volt MX API's reports share: a mobile number, and a page by element offset. Each is a string or a number.
import type { SmsConfig } from '../../messages/settings.js';
import { invalid } from '../../requests/reading/invalid.js';
import { countryOf, toE164, whyNoNumber } from '../../platform/phone/phone-number.js';

const MAX_ELEMENTS = 1_000;
const ELEMENTS = 20;

export const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '-');

/** @returns E.164 with `+`. @throws ApiError 400 */
export function mobileOf(given: unknown, config: SmsConfig): string {
  const written = textOf(given);
  const mobile = toE164(written, countryOf(config.DEFAULT_COUNTRY));
  if (mobile === undefined) throw invalid('mobileNumber', whyNoNumber(written));
  return mobile;
}

export interface Elements {
  startElement: number;
  elementsPerPage: number;
}

/** The page of a checked body. */
export const elementsOf = (given: Partial<Record<keyof Elements, string | number>>): Elements => ({
  startElement: Number(given.startElement ?? 0),
  elementsPerPage: Math.min(MAX_ELEMENTS, Math.max(1, Number(given.elementsPerPage ?? ELEMENTS))),
});
