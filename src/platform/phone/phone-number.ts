// Reads phone numbers as people and programs write them, and returns E.164 with `+`, by libphonenumber. A text that would be read with
// other digits than were meant is refused: a spreadsheet's decimals and exponents. The server and the console use this code.
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { asciiDigits, visible } from './visible.js';

/**
 * Digits and the characters that people put between them. No letters, since libphonenumber would dial them. No ends of lines, since they
 * separate two numbers.
 */
const WRITTEN = /^[\d([ \t][\d \t().\-\u2010-\u2015\u2212\u30fc[\]/]{0,39}$/;
/** The URI scheme of RFC 3966. */
const SCHEME = /^tel:\s*/i;
/** `+`, `++`, `00`, also in a bracket. */
const INTERNATIONAL = /^([([]?)\s*(?:\+{1,2}|00)/;
/** Shorter numbers count as international only if the caller asks for it. */
const LEAST_BARE = 11;
const MOST_DIGITS = 15;
/** ITU-T E.164: `+` and 15 digits at most. The library permits 17 in some countries. */
const LONGEST = 16;

const EXPONENT = /^[+-]?\d+(?:[.,]\d*)?\s*(?:e|[x×*·]\s*10\s*\^?)\s*[+-]?\d+$/i;
/** A whole number as a spreadsheet writes it in a column of decimals. */
const WHOLE = /^(\+{0,2}\d+)\.00?$/;
/**
 * A full stop, with or without space around it, makes a decimal in these cases: a single digit follows the last one; one or two digits
 * follow the only one, or follow groups of three; any digits follow eight digits.
 */
const DECIMALS = /\.\d$|^[^.]*\.\d{2}$|^\+{0,2}[1-9]\d{0,2}(?:\.\d{3})+\.\d{2}$|^\+{0,2}\d{8,}[.,]\d+$|^\+{0,2}\d+,\d{1,2}$/;

/** A longer text is never a number. */
const MOST_WRITTEN = 64;
const hasDecimals = (text: string): boolean => text.length <= MOST_WRITTEN && DECIMALS.test(text.replace(/[ \t]*([.,])[ \t]*/g, '$1'));

export const NO_NUMBER = 'is not a phone number';

/** Undefined if the text is not a number. */
export const countryOf = (code: string): CountryCode | undefined => (isSupportedCountry(code) ? code : undefined);

/** The text that is read: visible characters only, ASCII digits, without `.0` and `tel:`. */
function seen(written: string): string {
  const text = asciiDigits(visible(written)).trim().replace(SCHEME, '');
  return WHOLE.exec(text)?.[1] ?? text;
}

/** The reason why the text is not a number, to follow the name of its field. */
export function whyNoNumber(written: string): string {
  const text = seen(written);
  if (EXPONENT.test(text)) return `${NO_NUMBER}: its digits are lost in exponent notation`;
  return hasDecimals(text) ? `${NO_NUMBER}: it has decimals` : NO_NUMBER;
}

/**
 * With `+`, `++` or `00` in front: any number that is possible in its country (numbering plans grow faster than tables of valid numbers).
 * Without: a number that is valid in `country`, if there is one, or that is valid with `+` in front. Digits that begin with the calling
 * code of `country` and are valid there with `+` are such a number; otherwise a valid number of the country takes precedence.
 * @param leastBare the least number of digits of an international number without `+` and `00`
 * @returns undefined for any other text
 */
export function toE164(written: string, country?: CountryCode, leastBare = LEAST_BARE): string | undefined {
  const text = seen(written);
  const [prefix = '', bracket = ''] = INTERNATIONAL.exec(text) ?? [];
  if (!WRITTEN.test(bracket + text.slice(prefix.length)) || hasDecimals(text)) return undefined;
  const national = (): PhoneNumber | undefined => (country === undefined || prefix.includes('+') ? undefined : validIn(text, country));
  const digits = text.replace(/\D/g, '');
  if (prefix !== '') {
    const number = parsePhoneNumberFromString(`+${prefix.endsWith('00') ? digits.slice(2) : digits}`);
    // A few countries have numbers that begin with two zeros.
    const own = number?.isValid() === true ? undefined : national();
    return own === undefined ? e164Of(number, number?.isPossible()) : e164Of(own, true);
  }
  const code = country === undefined ? undefined : getCountryCallingCode(country);
  const bare = (least: number): PhoneNumber | undefined => {
    if (digits.startsWith('0') || digits.length < least || digits.length > MOST_DIGITS) return undefined;
    const number = parsePhoneNumberFromString(`+${digits}`);
    return number?.isValid() === true ? number : undefined;
  };
  const full = code !== undefined && digits.startsWith(code) ? bare(code.length + 1) : undefined;
  const number = full ?? national() ?? bare(leastBare) ?? (country === undefined ? undefined : parsePhoneNumberFromString(text, country));
  return e164Of(number, number?.isValid());
}

/** Undefined if the number is not in the country's own plan: dialled abroad it would be another person's number. */
function validIn(text: string, country: CountryCode): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, country);
  const isOwn = number?.isValid() === true && number.countryCallingCode === getCountryCallingCode(country);
  return isOwn ? number : undefined;
}

const e164Of = (number: PhoneNumber | undefined, good: boolean | undefined): string | undefined =>
  number !== undefined && good === true && number.number.length <= LONGEST ? number.number : undefined;
