// How numbers and senders are told apart in the opt-out list, whoever writes them down: a provider, a client, the configuration. Read as
// recipients are, or whoever asks to stop would be sent to all the same.
import type { CountryCode } from 'libphonenumber-js/max';
import { toE164 } from '../../platform/phone/phone-number.js';
import { asciiDigits, visible } from '../../platform/phone/visible.js';

/** What is known of how an address is written, by the network that brought it. */
export type AddressKind = 'international' | 'national' | 'alphanumeric';

/** A network may leave the plus out of any number that it brings, and has no shorter ones. */
const LEAST_BARE = 8;
const SHORT_CODE = /^\d{1,6}$/;
const WRITTEN_IN_FULL = /^[\s([]*(?:\+|00)/;

/** E.164 of who sent something; undefined for a short code or a name, which nothing is sent to, and for what can't be read. */
export function numberOf(address: string, country?: CountryCode, kind?: AddressKind): string | undefined {
  const text = asciiDigits(visible(address)).trim();
  if (kind === 'alphanumeric' || SHORT_CODE.test(text)) return undefined;
  const international = kind === 'international' ? toE164(`+${text.replace(/^[\s+]*(?:00)?/, '')}`) : undefined;
  if (international !== undefined) return international;
  // National of a country that nobody has named.
  if (kind === 'national' && country === undefined && !WRITTEN_IN_FULL.test(text)) return undefined;
  // A provider that puts a plus before whatever the network brings says nothing by it where no country has such a number.
  return toE164(text, country, LEAST_BARE) ?? toE164(text.replace(/^[\s+]+/, ''), country, LEAST_BARE);
}

/**
 * What an opt-out of a sender is kept and found under: `+12025550100`, `0012025550100` and `12025550100` have one in common, and so have
 * `ACME` and `Acme`. Digits without a plus may be read in two ways: whoever wants nothing of one of them is left alone by the other too.
 */
export function senderKeys(sender: string, country?: CountryCode): ReadonlySet<string> {
  const text = asciiDigits(visible(sender)).trim();
  const keyOf = (written: string): string => written.replace(/^\+/, '').toLowerCase();
  return new Set([text, text.replace(/^00/, ''), numberOf(text) ?? text, numberOf(text, country) ?? text].map(keyOf));
}
