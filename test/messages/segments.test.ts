// What a text costs: against numbers worked out by hand from GSM 03.38, the library, and how SMPP cuts.
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import segmentsCalculator from 'sms-segments-calculator';
import { costOf, segmentsOf } from '../../src/messages/segments.js';
import { septetsOf } from '../../src/providers/smpp/wire/alphabet.js';
import { SmppSettings } from '../../src/providers/smpp/smpp-settings.js';
import { submitsOf } from '../../src/providers/smpp/send/submit.js';
import { message } from '../providers/conformance.js';

const FAMILY = '👨‍👩‍👧‍👦'; // 11 units
const GSM = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà';

describe('a text takes', () => {
  it.each<[what: string, content: string, segments: number, encoding: string]>([
    ['a character', 'x', 1, 'GSM-7'],
    ['160 characters', 'x'.repeat(160), 1, 'GSM-7'],
    ['161', 'x'.repeat(161), 2, 'GSM-7'],
    ['two full parts', 'x'.repeat(306), 2, 'GSM-7'],
    ['one more', 'x'.repeat(307), 3, 'GSM-7'],
    ['80 euro signs, two septets each', '€'.repeat(80), 1, 'GSM-7'],
    ['81 of them: 76 fit into 153 septets', '€'.repeat(81), 2, 'GSM-7'],
    ['152 of them, two parts of 76', '€'.repeat(152), 2, 'GSM-7'],
    ['153 of them', '€'.repeat(153), 3, 'GSM-7'],
    ['an escape that would be cut after 152', `${'x'.repeat(152)}€${'x'.repeat(151)}`, 2, 'GSM-7'],
    ['and what that pushes out', `${'x'.repeat(152)}€${'x'.repeat(152)}`, 3, 'GSM-7'],
    ['each sign of the extension table twice', '^{}\\[~]|€\f'.repeat(8), 1, 'GSM-7'],
    ['and one more', '^{}\\[~]|€\f'.repeat(8) + 'x', 2, 'GSM-7'],
    ['a line break of two characters', `${'x'.repeat(158)}\r\n`, 1, 'GSM-7'],
    ['the whole alphabet', GSM, 1, 'GSM-7'],
    ['70 of Unicode', 'я'.repeat(70), 1, 'UCS-2'],
    ['71', 'я'.repeat(71), 2, 'UCS-2'],
    ['134', 'я'.repeat(134), 2, 'UCS-2'],
    ['135', 'я'.repeat(135), 3, 'UCS-2'],
    ['one character of Unicode among 70', `ç${'x'.repeat(69)}`, 1, 'UCS-2'],
    ['among 71', `ç${'x'.repeat(70)}`, 2, 'UCS-2'],
    ['the euro sign once in Unicode', `я${'€'.repeat(69)}`, 1, 'UCS-2'],
    ['35 emoji, two units each', '😀'.repeat(35), 1, 'UCS-2'],
    ['36', '😀'.repeat(36), 2, 'UCS-2'],
    ['66 of them, two parts of 33', '😀'.repeat(66), 2, 'UCS-2'],
    ['67', '😀'.repeat(67), 3, 'UCS-2'],
    ['an emoji that would be cut after 66', `${'я'.repeat(66)}😀${'я'.repeat(65)}`, 2, 'UCS-2'],
    ['and what that pushes out', `${'я'.repeat(66)}😀${'я'.repeat(66)}`, 3, 'UCS-2'],
    ['a family in one', FAMILY.repeat(6), 1, 'UCS-2'],
    ['a letter under 1,599 accents: 24 parts of 67', `a${'\u0301'.repeat(1_599)}`, 24, 'UCS-2'],
  ])('%s', (_, content, segments, encoding) => {
    expect(costOf('text', content)).toEqual({ segments, encoding });
  });

  it('nothing of the kind as a call', () => {
    expect(costOf('voice', 'x'.repeat(500))).toEqual({ segments: null, encoding: null });
  });
});

const units = [...Array.from(GSM), '€', '[', '\f', '\r\n'];
const gsmText = fc.string({ unit: fc.constantFrom(...units), minLength: 1, maxLength: 500 });
const anyText = fc.string({ unit: fc.constantFrom('a', 'é', 'ж', '你', '😀', '€', '\u0301', FAMILY), minLength: 1, maxLength: 200 });

it('counts every character as SMPP writes it', () => {
  for (let code = 1; code < 0x1_0000; code++) {
    const character = String.fromCharCode(code);
    const septets = septetsOf(character)?.length ?? 0;
    const { segments, encoding } = segmentsOf(character.repeat(100));
    expect([character, segments, encoding]).toEqual(septets === 0 ? [character, 2, 'UCS-2'] : [character, septets === 1 ? 1 : 2, 'GSM-7']);
  }
});

it.each(['udh', 'sar'] as const)('is as many parts as SMPP sends by %s', (concatenation) => {
  const settings = plainToInstance(SmppSettings, { host: 'localhost', systemId: 'acme', password: 'secret', concatenation });
  fc.assert(
    fc.property(fc.oneof(gsmText, anyText), (content) => {
      const parts = submitsOf(message('+919866694753', { content }), settings, 1);
      expect(parts).toHaveLength(segmentsOf(content).segments);
    }),
    { numRuns: 200 },
  );
});

it('counts as the library does, where no cluster of characters stands in the way', () => {
  fc.assert(
    fc.property(fc.oneof(gsmText, fc.string({ unit: fc.constantFrom('ж', 'a', '€', '😀'), minLength: 1, maxLength: 300 })), (content) => {
      const { segmentsCount, encodingName } = new segmentsCalculator.SegmentedMessage(content);
      expect(costOf('text', content)).toEqual({ segments: segmentsCount, encoding: encodingName });
    }),
    { numRuns: 200 },
  );
});

it('says what fits into so many: no less than that, and no half character', () => {
  fc.assert(
    fc.property(fc.oneof(gsmText, anyText), fc.integer({ min: 1, max: 4 }), (content, most) => {
      const whole = segmentsOf(content);
      const { fits } = segmentsOf(content, most);
      if (whole.segments <= most) {
        expect(fits).toBe(content.length);
        return;
      }
      const cut = content.slice(0, fits);
      expect(cut.isWellFormed()).toBe(true);
      expect(segmentsOf(cut).segments).toBeLessThanOrEqual(most);
      const next = Array.from(content.slice(fits))[0] ?? '';
      const more = segmentsOf(cut + next);
      expect(more.encoding !== whole.encoding || more.segments > most).toBe(true);
    }),
  );
});
