// A phone number is the same number however it is written, and nothing that has other digits is taken for it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { readNumber } from '../../src/platform/phone/e164.js';
import { toE164, whyNoNumber } from '../../src/platform/phone/phone-number.js';

const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);
const between = fc.constantFrom('', ' ', '-', ' - ', '(', ')', '.', '\u00a0', '\u2011', '\u2212', '\u202f', '\u3000', '\uff0d');

/** Valid numbers of a country, of any kind: like its example, and like nothing. */
const validOf = (country: CountryCode): fc.Arbitrary<PhoneNumber> => {
  const example = getExampleNumber(country, examples)?.nationalNumber ?? '';
  const valid = (national: string): PhoneNumber[] => {
    const number = parsePhoneNumberFromString(`+${getCountryCallingCode(country)}${national}`);
    return number?.isValid() === true && number.country === country && number.number.length <= 16 ? [number] : [];
  };
  return fc
    .tuple(fc.nat(4), fc.stringMatching(/^\d{6,11}$/))
    .chain(([kept, digits]) => {
      const found = valid((example.slice(0, kept) + digits).slice(0, example.length));
      return fc.constantFrom<PhoneNumber | undefined>(...(found.length > 0 ? found : valid(example)));
    })
    .filter((number) => number !== undefined);
};

const COUNTRIES: CountryCode[] = [
  ...(['CN', 'BR', 'DE', 'IN', 'US', 'GB', 'FR', 'IT', 'ES', 'AT', 'CH', 'PL', 'SE', 'NG', 'ZA', 'JP'] as const),
  ...(['ID', 'MX', 'AR', 'RU', 'KZ', 'TR', 'EG', 'AU', 'VN', 'TH', 'UA', 'HU', 'FI', 'CO', 'TJ', 'UY'] as const),
];

describe('toE164', () => {
  it('reads the example number of every country, with anything between its digits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...numbers),
        fc.constantFrom('+', '++', '00', '\uff0b', 'tel:+', ' +', '(+'),
        fc.array(between, { minLength: 15, maxLength: 15 }),
        (number, prefix, gaps) => {
          const digits = number.number.slice(1);
          const written =
            prefix +
            Array.from(digits)
              .map((digit, i) => digit + (i < digits.length - 2 ? (gaps[i] ?? '') : ''))
              .join('');
          // One full stop may make decimals of it.
          if (written.length <= 40 && written.split('.').length !== 2) expect(toE164(written)).toBe(number.number);
        },
      ),
    );
  });

  it.each(COUNTRIES)('reads valid numbers of %s in each way that they are written there, as no other country’s', (country) => {
    fc.assert(
      fc.property(validOf(country), (number) => {
        const national = number.formatNational();
        const ways = [national, number.formatInternational(), number.number, number.getURI(), number.number.slice(1)];
        for (const written of [...ways, `00${number.number.slice(1)}`])
          expect([written, toE164(written, country)]).toEqual([written, number.number]);
        for (const written of [national.replace(/\D/g, ''), number.nationalNumber]) {
          // The one exception: with `+` it is of the same country.
          const other = parsePhoneNumberFromString(`+${written}`);
          const ambiguous = other?.isValid() === true && other.countryCallingCode === number.countryCallingCode;
          // The library itself may take a beginning for a national prefix.
          const own = parsePhoneNumberFromString(written, country)?.number;
          expect([written, toE164(written, country)]).toEqual([written, ambiguous ? other.number : own]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('reads national numbers that are another country’s with + as those of the configured one', () => {
    expect(toE164('130 3456 7890', 'CN')).toBe('+8613034567890');
    expect(toE164('13034567890', 'CN')).toBe('+8613034567890');
    expect(toE164('(11) 98765-4321', 'BR')).toBe('+5511987654321');
    expect(toE164('12 99123 4567', 'BR')).toBe('+5512991234567');
    expect(toE164('491622897306', 'DE')).toBe('+491622897306');
    expect(toE164('447911123456', 'IN')).toBe('+447911123456');
    expect(toE164('13034567890')).toBe('+13034567890');
    // Dialled out of a country, it is another's.
    expect(toE164('011 49 162 2897306', 'US')).toBe('+491622897306');
  });

  it('reads a national number only with its country', () => {
    for (const number of numbers) {
      const national = number.formatNational();
      expect(toE164(national, number.country)).toBe(number.number);
      if (!/^[1-9]\d{10,14}$|^00/.test(national.replace(/\D/g, ''))) expect(toE164(national)).toBeUndefined();
    }
  });

  it('reads what shows nothing as nothing, and every script’s digits', () => {
    const invisible = [
      '\u200b',
      '\u200d',
      '\u202a',
      '\u202c',
      '\u2066',
      '\u2069',
      '\ufeff',
      '\u00ad',
      '\ufe0f',
      '\u{e0100}',
      '\u061c',
      '\0',
      '\u001b',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...invisible), { minLength: 14, maxLength: 14 }), (marks) => {
        const written = Array.from('+491622897306', (char, i) => char + (marks[i] ?? '')).join('');
        expect(toE164(`${marks[13] ?? ''}${written}`)).toBe('+491622897306');
      }),
    );
    for (const written of [
      '\u202a+49 162 2897306\u202c',
      '\uff0b\uff14\uff19\uff11\uff16\uff12\uff12\uff18\uff19\uff17\uff13\uff10\uff16',
      '+\u0664\u0669\u0661\u0666\u0662\u0662\u0668\u0669\u0667\u0663\u0660\u0666',
      '+\u06f4\u06f9\u06f1\u06f6\u06f2\u06f2\u06f8\u06f9\u06f7\u06f3\u06f0\u06f6',
      '+\u096a\u096f 162 2897306',
      '+\u{1d7d2}\u{1d7d7}1622897306',
      '\ufe62\uff08\uff14\uff19\uff09162\u30002897306',
    ])
      expect([written, toE164(written)]).toEqual([written, '+491622897306']);
    expect(readNumber('\u200e+491622897306')).toBe(491_622_897_306);
  });

  it('refuses whatever would be other digits', () => {
    for (const written of [
      ...['4.91622897306E+11', '4,91622897306e11', '4.9E11', '49e10', '4.91622897306×10^11', '+4.91622897306E+11'],
      ...['491622897306.5', '+491622897306.25', '491622897306.125', '491622897306,0', '+49.162.2897306.0', '491.622.897.306.00'],
      ...['491622897306. 0', '491622897306 . 5', '+491622897306. 25', '491.622.897.306. 00', '+491622897306 , 0'],
      ...['+49 162 2897306.0', '-491622897306', '+491622897306 12x', '+491622897306;ext=5', '+491622897306 ext. 5', '+491622897306#5'],
      ...[
        '+49162289730\u00b2',
        '+49162289730\u2460',
        '+4916228973\u00bd',
        '+49162289730\u2165',
        '+491622897306\n+491622897307',
        '030 1234567\n030 7654321',
      ],
      ...['030+1234567', '+49+1622897306', '#########', '', '+', '+49162289730600000'],
    ])
      expect([written, toE164(written, 'DE')]).toEqual([written, undefined]);
    expect(whyNoNumber('4.91622897306E+11')).toBe('is not a phone number: its digits are lost in exponent notation');
    expect(whyNoNumber('+491622897306.5')).toBe('is not a phone number: it has decimals');
    expect(whyNoNumber('call me')).toBe('is not a phone number');
  });

  it('reads a spreadsheet’s whole number with its .0, and full stops that people put between digits', () => {
    for (const written of [
      '+491622897306.0',
      '491622897306.0',
      '491622897306.00',
      '+49.1622897306',
      '+49.162.28.97.306',
      '+49 162.2897306',
    ])
      expect([written, toE164(written)]).toEqual([written, '+491622897306']);
    expect(toE164('06.12.34.56.78', 'FR')).toBe('+33612345678');
    // No thousands begin with a zero.
    expect(toE164('08.463.458.96', 'SE')).toBe('+46846345896');
    expect(toE164('02.322.612.68', 'SK')).toBe('+421232261268');
    expect(toE164('212.555.0123', 'US')).toBe('+12125550123');
  });

  it('answers a number in E.164, or none, to anything', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()-.')) })),
        fc.constantFrom<CountryCode | undefined>(undefined, 'DE', 'CN'),
        (written, country) => {
          expect(toE164(written, country) ?? '+1000000').toMatch(/^\+[1-9]\d{5,14}$/);
        },
      ),
    );
  });
});
