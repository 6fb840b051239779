// A phone number is the same number however it is written.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { toE164 } from '../../src/messages/submit/phone-number.js';

const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);
const between = fc.constantFrom('', ' ', '-', ' - ', '(', ')', '.', '\u00a0');

describe('toE164', () => {
  it('reads the example number of every country, with anything between its digits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...numbers),
        fc.constantFrom('+', '++', '00'),
        fc.array(between, { minLength: 15, maxLength: 15 }),
        (number, prefix, gaps) => {
          const digits = number.number.slice(1);
          const written =
            prefix +
            Array.from(digits)
              .map((digit, i) => digit + (i < digits.length - 1 ? (gaps[i] ?? '') : ''))
              .join('');
          if (written.length <= 40) expect(toE164(written)).toBe(number.number);
        },
      ),
    );
  });

  it('reads a national number only with its country', () => {
    // 11–15 bare digits are read as international before.
    const national = numbers.filter((number) => !/^[1-9]\d{10,14}$/.test(number.formatNational().replace(/\D/g, '')));
    expect(national.length).toBeGreaterThan(150);
    for (const number of national) {
      expect(toE164(number.formatNational(), number.country)).toBe(number.number);
      expect(toE164(number.formatNational())).toBeUndefined();
    }
  });

  it('answers a number in E.164, or none, to anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-')) })), (written) => {
        expect(toE164(written) ?? '+1000000').toMatch(/^\+[1-9]\d{5,14}$/);
      }),
    );
  });
});
