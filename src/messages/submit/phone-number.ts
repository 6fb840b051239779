// Phone numbers as people write them, to E.164 with `+`, as libphonenumber reads them.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

/** Digits and what people put between them; no letters, since libphonenumber would dial them. */
const WRITTEN = /^[+\d([][+\d\s().\-\u2010-\u2015\u00a0[\]/]{0,39}$/;
const BARE_INTERNATIONAL = /^[1-9]\d{10,14}$/;
/** ITU-T E.164: `+` and 15 digits at most. The library lets some countries have 17. */
const LONGEST = 16;

/** Undefined for none. */
export const countryOf = (code: string): CountryCode | undefined => (isSupportedCountry(code) ? code : undefined);

/**
 * With `+`, `++` or `00` in front: any number that is possible in its country (numbering plans grow faster than tables of valid ones).
 * 11–15 bare digits: only where they are a valid number with `+` in front. National: only with a default country.
 * @returns undefined for anything else
 */
export function toE164(written: string, country?: CountryCode): string | undefined {
  const text = written.trim();
  if (!WRITTEN.test(text)) return undefined;
  const international = /^(?:\+{1,2}|00)(.*)$/s.exec(text)?.[1];
  if (international !== undefined) {
    const number = parsePhoneNumberFromString(`+${international}`);
    return e164Of(number, number?.isPossible());
  }
  const digits = text.replace(/\D/g, '');
  const bare = BARE_INTERNATIONAL.test(digits) ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  if (bare?.isValid() === true) return e164Of(bare, true);
  const national = country === undefined ? undefined : parsePhoneNumberFromString(text, country);
  return e164Of(national, national?.isValid());
}

const e164Of = (number: PhoneNumber | undefined, good: boolean | undefined): string | undefined =>
  number !== undefined && good === true && number.number.length <= LONGEST ? number.number : undefined;
