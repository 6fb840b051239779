// Which messages ask to stop, to start, or for help: a keyword alone, however it's written, and nothing that says anything more.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberOf, senderKeys } from '../../src/messages/opt-outs/addresses.js';
import { homeOf } from '../../src/queue/suppression/home.js';
import { Keywords } from '../../src/messages/opt-outs/keywords.js';

const WORDS = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE'],
  start: ['START', 'YES', 'UNSTOP', 'SUBSCRIBE'],
  help: ['HELP', 'INFO'],
} as const;
const ALL = Object.entries(WORDS).flatMap(([wish, words]) => words.map((word) => ({ wish, word })));
const keywords = new Keywords();

const INVISIBLE = ['\u200b', '\u200d', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\u00ad', '\ufe0f', '\u{e0100}', '\0', '\u001b'];

/** What people put around and inside a word. */
const noise = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '.', '!', '"', '’', '-', '_', '\u00a0', ...INVISIBLE), maxLength: 4 });
const written = (word: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.boolean(), noise), { minLength: word.length, maxLength: word.length })
    .chain((each) =>
      noise.map(
        (front) => front + each.map(([upper, behind], i) => (upper ? word.charAt(i) : word.charAt(i).toLowerCase()) + behind).join(''),
      ),
    );

describe('a keyword', () => {
  it.each(ALL)('$word is one, in any case, with anything around it that is no letter', ({ wish, word }) => {
    fc.assert(
      fc.property(written(word), (text) => {
        fc.pre(text.trim().length <= 48);
        expect(keywords.in(text)).toEqual({ wish, word, everyone: word === 'STOPALL' });
      }),
    );
  });

  it('is none with another word beside it', () => {
    const other = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', 'y', 'ä', 'ß', 'ж', '0', '9'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...ALL), other, fc.boolean(), fc.constantFrom(' ', ', ', '\n'), ({ word }, more, front, between) => {
        const text = front ? more + between + word : word + between + more;
        fc.pre(!ALL.some((each) => each.word === text.replace(/\P{L}/gu, '').toUpperCase()));
        expect(keywords.in(text)).toBeUndefined();
      }),
    );
  });

  it('is read in any text, and never found where letters differ', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const letters = text
          .normalize('NFKC')
          .replace(/[^\p{L}\p{N}\p{M}\p{S}\p{C}]/gu, '')
          .replace(/\p{Cf}/gu, '')
          .toUpperCase();
        const found = keywords.in(text);
        if (found !== undefined) expect(letters.replace(/\s/g, '')).toBe(found.word);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '...',
    'stop it',
    'please stop',
    'stopp',
    'STOP 1',
    'don’t stop',
    'endless',
    'yes please',
    '🛑',
    `STOP${' .'.repeat(40)}.`,
  ])('is not “%s”', (text) => {
    expect(keywords.in(text)).toBeUndefined();
  });

  it.each([
    'STOP\ufe0f',
    '\u202aSTOP\u202c',
    '\u2067stop\u2069',
    `STOP${'\u200d'.repeat(200)}`,
    'ＳＴＯＰ',
    '\u{1d412}\u{1d413}\u{1d40e}\u{1d40f}',
    'S\u00adT\u00adO\u00adP',
    '\ufeffStop\0',
  ])('is read by what can be seen of it: %j', (text) => {
    expect(keywords.in(text)?.wish).toBe('stop');
  });

  it('may be a further one, which changes no known one', () => {
    const more = new Keywords(['arrêt', 'Abmelden', 'START', ''], ['Anmelden', 'stop', 'help']);
    expect(['Arrêt!', ' abmelden ', 'START', 'anmelden', 'stop', 'help', ''].map((text) => more.in(text)?.wish)).toEqual([
      ...['stop', 'stop', 'start', 'start', 'stop', 'help', undefined],
    ]);
  });
});

describe('a Turkish keyword', () => {
  it.each(['İPTAL', 'iptal', 'IPTAL', 'ıptal'])('is known however its i is written: %s', (configured) => {
    const turkish = new Keywords([configured]);
    for (const text of ['İPTAL', 'iptal', 'İptal.', 'IPTAL', 'I\u0307PTAL', 'ıptal']) expect(turkish.in(text)?.wish).toBe('stop');
  });
});

describe('an address', () => {
  it('is a number or not', () => {
    expect(['+12025550100', '12025550100', '85355', 'ACME', '+0123456789', '', '0'].map((each) => numberOf(each))).toEqual([
      ...['+12025550100', '+12025550100', undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  it.each([
    ['00919866694753', 'international', undefined, '+919866694753'],
    ['919866694753', 'international', 'CN', '+919866694753'],
    ['+00919866694753', 'international', undefined, '+919866694753'],
    ['4520123456', 'international', 'US', '+4520123456'],
    // Said to be international, and written as in its country.
    ['09866694753', 'international', 'IN', '+919866694753'],
    // A plus that somebody has put before a national number.
    ['+9866694753', 'international', 'IN', '+919866694753'],
    ['+9866694753', undefined, 'IN', '+919866694753'],
    ['+09866694753', undefined, 'IN', '+919866694753'],
    ['+9866694753', undefined, undefined, undefined],
    ['9866694753', 'national', 'IN', '+919866694753'],
    ['13034567890', 'national', 'CN', '+8613034567890'],
    ['13034567890', undefined, 'CN', '+8613034567890'],
    ['9866694753', undefined, 'IN', '+919866694753'],
    ['919866694753', 'national', 'IN', '+919866694753'],
    ['00919866694753', 'national', undefined, '+919866694753'],
    ['13034567890', 'national', undefined, undefined],
    ['9866694753', undefined, undefined, undefined],
    ['4520123456', undefined, undefined, '+4520123456'],
    ['\u202a+49 162 2897306\u202c', undefined, undefined, '+491622897306'],
    ['919866694753', 'alphanumeric', 'IN', undefined],
    ['BANK', 'international', 'IN', undefined],
    ['72727', 'international', 'DE', undefined],
    ['565656', 'national', 'DE', undefined],
  ] as const)('%s (%s) in %s is %s', (address, kind, country, number) => {
    expect(numberOf(address, country, kind)).toBe(number);
  });

  it('of a sender is the same however it’s written', () => {
    const meet = (one: string, other: string, country?: 'DE'): boolean =>
      [...senderKeys(one, country)].some((key) => senderKeys(other, country).has(key));
    for (const [one, other] of [
      [' +12025550100', '12025550100'],
      ['0012025550100', '+12025550100'],
      ['ACME', 'acme\u200b'],
      ['24666', '24666'],
    ] as const)
      expect([one, other, meet(one, other)]).toEqual([one, other, true]);
    expect(meet('030 12345678', '+493012345678', 'DE')).toBe(true);
    expect(meet('447911123456', '+447911123456', 'DE')).toBe(true);
    expect([meet('24666', '24667'), meet('+12025550100', '+12025550101'), meet('030 12345678', '+493012345678')]).toEqual([
      ...[false, false, false],
    ]);
  });

  it('keeps its lane when lanes are added, unless it moves to the new one', () => {
    const lanes = fc.uniqueArray(fc.integer({ min: 0, max: 1023 }), { minLength: 2, maxLength: 32 });
    fc.assert(
      fc.property(lanes, fc.integer({ min: 10_000_000, max: 999_999_999_999_999 }), ([added = 0, ...before], number) => {
        const [was, is] = [homeOf(before, number), homeOf([added, ...before], number)];
        expect([was, added]).toContain(is);
        expect(homeOf([...before, added].reverse(), number)).toBe(is);
      }),
    );
  });

  it('is shared evenly by the lanes, also among numbers that follow each other', () => {
    const lanes = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13];
    for (const first of [12_025_550_000, 4_915_100_000_000, 919_800_000_000_000]) {
      const counts = new Map(lanes.map((lane) => [lane, 0]));
      for (let i = 0; i < 12_000; i++) {
        const home = homeOf(lanes, first + i * 7);
        counts.set(home, (counts.get(home) ?? 0) + 1);
      }
      for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
    }
  });
});
