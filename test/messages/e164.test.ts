// The cheap path for numbers never answers otherwise than the library, and answers for nearly every real one.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountryCode, getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { readE164, readNumber } from '../../src/platform/phone/e164.js';
import { toE164 } from '../../src/platform/phone/phone-number.js';

const codes = [
  ...new Set(getCountries().map((country) => getCountryCallingCode(country))),
  '800',
  '808',
  '870',
  '878',
  '881',
  '882',
  '883',
  '888',
  '979',
  '210',
  '999',
];
const mobiles = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
const asNumber = (e164: string | undefined): number => Number(e164?.slice(1) ?? 0);
const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength });

function agree(written: string): void {
  const cheap = readE164(written);
  if (cheap !== 0 && cheap !== asNumber(toE164(written))) throw new Error(`${written}: ${cheap}, the library ${toE164(written)}`);
}

describe('readE164', () => {
  it('agrees with the library for every calling code, length and first two digits', () => {
    let answered = 0;
    for (const code of codes)
      for (let length = 2; code.length + length <= 16; length++)
        for (let first = 0; first < 100; first++) {
          const rest = String((first * 7_919 + length * 104_729) % 9_999_991).repeat(3);
          const written = `+${code}${(String(first).padStart(2, '0') + rest).slice(0, length)}`;
          agree(written);
          if (readE164(written) !== 0) answered++;
        }
    expect(answered).toBeGreaterThan(40_000);
  });

  it('agrees for numbers that begin like real ones, and for any digits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...mobiles), fc.nat(8), digits(0, 9), (real, cut, tail) => {
        agree(real.slice(0, real.length - cut) + tail);
      }),
      { numRuns: 10_000 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...codes), digits(1, 14), (code, national) => {
        agree(`+${code}${national}`);
      }),
      { numRuns: 10_000 },
    );
    fc.assert(
      fc.property(digits(0, 18), (all) => {
        agree(`+${all}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('leaves anything else to the library', () => {
    for (const written of [
      '',
      '+',
      '919866694753',
      '++919866694753',
      '+91 9866694753',
      '+9198666947x3',
      ' +919866694753',
      '+0919866694753',
      '+91９866694753',
    ])
      expect(readE164(written)).toBe(0);
  });

  it('leaves to the library what it would rewrite', () => {
    // National prefixes, an Argentine and a Mexican mobile as they were dialled before, an Italian zero that stays.
    for (const written of ['+9109866694753', '+4408001111', '+5411151234567', '+5215512345678']) {
      expect(readE164(written)).toBe(0);
      expect(readNumber(written)).toBe(asNumber(toE164(written)));
    }
    expect(readNumber('+390612345678')).toBe(390_612_345_678);
  });

  it('answers for nearly every country’s numbers itself', () => {
    const cheap = mobiles.filter((mobile) => readE164(mobile) !== 0);
    expect(cheap.length / mobiles.length).toBeGreaterThan(0.95);
  });
});

describe('readNumber', () => {
  it('reads what toE164 reads, with a country and without', () => {
    const written = fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-')) }),
      fc.constantFrom(...mobiles),
      fc.string(),
    );
    fc.assert(
      fc.property(written, fc.constantFrom<CountryCode | undefined>(undefined, 'IN', 'US', 'AR'), (text, country) => {
        expect(readNumber(text, country)).toBe(asNumber(toE164(text, country)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('knows no number of more than 15 digits, so that each is exact', () => {
    // The library would let a German number have 17.
    expect(toE164('+49123456789012345')).toBeUndefined();
    expect(readNumber('+4912345678901234')).toBe(0);
    expect(readNumber('+491234567890123')).toBe(491_234_567_890_123);
  });
});
