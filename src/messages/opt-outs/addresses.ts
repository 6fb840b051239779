// The canonical form of numbers and senders in the opt-out list, for all sources: providers, clients, the configuration. Numbers are read
// in the same way as recipients; otherwise a person who opted out would still get messages.
import type { CountryCode } from 'libphonenumber-js/max';
import { toE164 } from '../../platform/phone/phone-number.js';
import { asciiDigits, visible } from '../../platform/phone/visible.js';

/** The notation of an address, if the network names it. */
export type AddressKind = 'international' | 'national' | 'alphanumeric';

/** The least digits of a number without a plus. A network may omit the plus, but delivers no shorter numbers. */
const LEAST_BARE = 8;
const SHORT_CODE = /^\d{1,6}$/;
const WRITTEN_IN_FULL = /^[\s([]*(?:\+|00)/;

/** @returns the sender in E.164 with `+`; undefined for a short code or a name (they receive nothing), and for an unreadable address */
export function numberOf(address: string, country?: CountryCode, kind?: AddressKind): string | undefined {
  const text = asciiDigits(visible(address)).trim();
  if (kind === 'alphanumeric' || SHORT_CODE.test(text)) return undefined;
  const international = kind === 'international' ? toE164(`+${text.replace(/^[\s+]*(?:00)?/, '')}`) : undefined;
  if (international !== undefined) return international;
  // A national number of an unknown country.
  if (kind === 'national' && country === undefined && !WRITTEN_IN_FULL.test(text)) return undefined;
  // Some providers put a plus before every number. If no country has such a number, the plus is ignored.
  return toE164(text, country, LEAST_BARE) ?? toE164(text.replace(/^[\s+]+/, ''), country, LEAST_BARE);
}

/**
 * The keys under which an opt-out of a sender is stored and found. `+12025550100`, `0012025550100` and `12025550100` share a key, as do
 * `ACME` and `Acme`. Digits without a plus can mean two numbers; an opt-out of one of them also applies to the other.
 */
export function senderKeys(sender: string, country?: CountryCode): ReadonlySet<string> {
  const text = asciiDigits(visible(sender)).trim();
  const keyOf = (written: string): string => written.replace(/^\+/, '').toLowerCase();
  return new Set([text, text.replace(/^00/, ''), numberOf(text) ?? text, numberOf(text, country) ?? text].map(keyOf));
}
