// Phone numbers as people and programs write them, to E.164 with `+`, as libphonenumber reads them. Nothing is read that has other digits
// than were meant: a spreadsheet's decimals and exponents are refused. The server and the console read by this same code.
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { asciiDigits, visible } from './visible.js';

/** Digits and what people put between them; no letters, since libphonenumber would dial them, and no ends of lines: they part two numbers. */
const WRITTEN = /^[\d([ \t][\d \t().\-\u2010-\u2015\u2212\u30fc[\]/]{0,39}$/;
/** The scheme of RFC 3966. */
const SCHEME = /^tel:\s*/i;
/** `+`, `++`, `00`, also in a bracket. */
const INTERNATIONAL = /^([([]?)\s*(?:\+{1,2}|00)/;
/** Shorter ones are taken for international only where that is asked for. */
const LEAST_BARE = 11;
const MOST_DIGITS = 15;
/** ITU-T E.164: `+` and 15 digits at most. The library lets some countries have 17. */
const LONGEST = 16;

const EXPONENT = /^[+-]?\d+(?:[.,]\d*)?\s*(?:e|[x×*·]\s*10\s*\^?)\s*[+-]?\d+$/i;
/** A whole number as a spreadsheet's column of decimals writes it. */
const WHOLE = /^(\+{0,2}\d+)\.00?$/;
/**
 * What a full stop makes decimals of, with space around it or without: a single digit behind the last one, one or two behind the only one
 * or behind a thousand's groups of three, and whatever stands behind eight digits.
 */
const DECIMALS = /\.\d$|^[^.]*\.\d{2}$|^\+{0,2}[1-9]\d{0,2}(?:\.\d{3})+\.\d{2}$|^\+{0,2}\d{8,}[.,]\d+$|^\+{0,2}\d+,\d{1,2}$/;

/** What is longer is no number anyway. */
const MOST_WRITTEN = 64;
const hasDecimals = (text: string): boolean => text.length <= MOST_WRITTEN && DECIMALS.test(text.replace(/[ \t]*([.,])[ \t]*/g, '$1'));

export const NO_NUMBER = 'is not a phone number';

/** Undefined for none. */
export const countryOf = (code: string): CountryCode | undefined => (isSupportedCountry(code) ? code : undefined);

/** As it is read: what can be seen of it, in digits of ours, without `.0` and `tel:`. */
function seen(written: string): string {
  const text = asciiDigits(visible(written)).trim().replace(SCHEME, '');
  return WHOLE.exec(text)?.[1] ?? text;
}

/** Why that is none, after the name of its field. */
export function whyNoNumber(written: string): string {
  const text = seen(written);
  if (EXPONENT.test(text)) return `${NO_NUMBER}: its digits are lost in exponent notation`;
  return hasDecimals(text) ? `${NO_NUMBER}: it has decimals` : NO_NUMBER;
}

/**
 * With `+`, `++` or `00` in front: any number that is possible in its country (numbering plans grow faster than tables of valid ones).
 * Without: a number that is valid in `country`, where there is one, or with `+` in front. Digits that begin with that country's calling code
 * and are a valid number of it with `+` are that; else what is valid within the country is the country's.
 * @param leastBare how many digits an international number has at least that comes without `+` and `00`
 * @returns undefined for anything else
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

/** Undefined for what is no number of the country's plan; dialled out of it, a number is another's. */
function validIn(text: string, country: CountryCode): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, country);
  const isOwn = number?.isValid() === true && number.countryCallingCode === getCountryCallingCode(country);
  return isOwn ? number : undefined;
}

const e164Of = (number: PhoneNumber | undefined, good: boolean | undefined): string | undefined =>
  number !== undefined && good === true && number.number.length <= LONGEST ? number.number : undefined;
