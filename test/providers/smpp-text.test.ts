// How a content becomes short messages and back: alphabets, parts, their headers, the validity and the receipts. Counted against the
// library that counts segments, read by the npm package smpp.
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import smpp from 'smpp';
import { encode } from '../../src/providers/smpp/wire/codec.js';
import { readSar, readUdh } from '../../src/providers/smpp/wire/concatenation.js';
import { readText } from '../../src/providers/smpp/wire/data-coding.js';
import { answerTo, CODES, meaningOf } from '../../src/providers/smpp/wire/smpp-codes.js';
import { SmppSettings } from '../../src/providers/smpp/smpp-settings.js';
import { sourceOf, type Submit, submitsOf } from '../../src/providers/smpp/send/submit.js';
import { validityPeriod } from '../../src/providers/smpp/send/validity.js';
import { message } from './conformance.js';

const settings = (more: Partial<SmppSettings> = {}): SmppSettings =>
  plainToInstance(SmppSettings, { host: 'localhost', systemId: 'acme', password: 'secret', ...more });
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€';
const gsmText = (most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from(GSM)), minLength: 1, maxLength: most });
const anyText = fc.string({ unit: fc.constantFrom('a', 'é', 'ж', '你', '😀', '€', '\u0000'), minLength: 1, maxLength: 400 });

const submits = (content: string, more: Partial<SmppSettings> = {}): Submit[] => {
  const made = submitsOf(message('+919866694753', { content }), settings(more), 0xabcd);
  if ('refused' in made) throw new Error(made.refused);
  return made;
};
const textOf = (parts: readonly Submit[], alphabet: 'gsm' | 'latin1' = 'gsm'): string => {
  const octets = parts.map(
    ({ body, tlvs }) => tlvs.get(0x0424) ?? ((body.esm_class & 0x40) === 0 ? body.short_message : readUdh(body.short_message).text),
  );
  return readText(Buffer.concat(octets), parts[0]?.body.data_coding ?? 0, alphabet) ?? '';
};

describe('a content', () => {
  it('is cut into as many parts as the library counts, and none is longer than a short message', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText(700), anyText), fc.constantFrom('udh' as const, 'sar' as const), (content, concatenation) => {
        const parts = submits(content, { concatenation });
        expect(textOf(parts)).toBe(content);
        const gsm = parts[0]?.body.data_coding === 0;
        const counted = new SegmentedMessage(content, gsm ? 'GSM-7' : 'UCS-2').segmentsCount;
        expect(parts).toHaveLength(counted);
        for (const { body } of parts) {
          const header = parts.length > 1 && concatenation === 'udh' ? 6 : 0;
          const most = gsm ? (parts.length > 1 ? 153 : 160) : parts.length > 1 ? 134 : 140;
          expect(body.short_message.length - header).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is read by the npm package smpp as it was', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText(400), fc.string({ unit: fc.constantFrom('ж', 'a', '你'), minLength: 1, maxLength: 200 })), (content) => {
        const read = submits(content).map(({ body, tlvs }) => {
          const { short_message } = new smpp.PDU(encode('submit_sm', body, { tlvs })) as unknown as { short_message: { message: string } };
          return short_message.message;
        });
        expect(read.join('')).toBe(content);
      }),
    );
  });

  it('says by header or parameters how its parts belong together', () => {
    const content = 'x'.repeat(400);
    const places = (concatenation: 'udh' | 'udh16' | 'sar'): unknown[] =>
      submits(content, { concatenation }).map(({ body, tlvs }) =>
        concatenation === 'sar' ? readSar(tlvs) : (body.esm_class & 0x40) !== 0 && readUdh(body.short_message).place,
      );
    const numbers = [1, 2, 3];
    expect(places('udh')).toEqual(numbers.map((number) => ({ reference: 0xcd, total: 3, number })));
    expect(places('udh16')).toEqual(numbers.map((number) => ({ reference: 0xabcd, total: 3, number })));
    expect(places('sar')).toEqual(numbers.map((number) => ({ reference: 0xabcd, total: 3, number })));
  });

  it('goes uncut as message_payload', () => {
    const [only, ...more] = submits('ж'.repeat(400), { concatenation: 'payload' });
    expect(more).toEqual([]);
    expect(only?.body.short_message).toHaveLength(0);
    expect(only?.tlvs.get(0x0424)).toHaveLength(800);
  });

  it('goes in the SMSC’s own alphabet where that isn’t GSM', () => {
    const [latin] = submits('Grüße @£', { alphabet: 'latin1' });
    expect(latin?.body).toMatchObject({ data_coding: 0, short_message: Buffer.from('Grüße @£', 'latin1') });
    expect(submits('ΔΩ', { alphabet: 'latin1' })[0]?.body.data_coding).toBe(8);
    expect(textOf(submits('Grüße @£', { alphabet: 'latin1' }), 'latin1')).toBe('Grüße @£');
  });

  it('asks for a receipt of each part', () => {
    expect(submits('x'.repeat(400)).map(({ body }) => body.registered_delivery)).toEqual([1, 1, 1]);
    expect(submits('x', { receipts: false })[0]?.body.registered_delivery).toBe(0);
  });

  it('goes with a reference of ours, another for each part and message, unless that is switched off', () => {
    const references = [...submits('x'.repeat(400)), ...submits('x'), ...submits('x')].map(({ tlvs }) => tlvs.get(0x0204)?.toString('hex'));
    expect(new Set(references).size).toBe(5);
    for (const reference of references) expect(reference).toMatch(/^(?!0000)[\da-f]{4}$/);
    expect(submits('x', { messageReferences: false })[0]?.tlvs.size).toBe(0);
  });

  it('that is too long for any number of parts is refused before anything leaves', () => {
    expect(submitsOf(message('+919866694753', { content: 'ж'.repeat(20_000) }), settings(), 1)).toHaveProperty('refused');
  });
});

describe('addresses', () => {
  it.each([
    ['', { source_addr_ton: 0, source_addr_npi: 0, source_addr: '' }],
    ['Acme', { source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Acme' }],
    ['+14155550100', { source_addr_ton: 1, source_addr_npi: 1, source_addr: '14155550100' }],
    ['14155550100', { source_addr_ton: 1, source_addr_npi: 1, source_addr: '14155550100' }],
    ['24666', { source_addr_ton: 3, source_addr_npi: 0, source_addr: '24666' }],
    ['Größe', undefined],
    ['x'.repeat(21), undefined],
  ])('of the sender %s', (sender, expected) => {
    expect(sourceOf(sender, settings())).toEqual(expected);
  });

  it('are international numbers without a plus, unless configured otherwise', () => {
    expect(submits('x')[0]?.body).toMatchObject({ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '919866694753' });
    expect(sourceOf('24666', settings({ sourceTon: 6, sourceNpi: 8 }))).toMatchObject({ source_addr_ton: 6, source_addr_npi: 8 });
  });
});

describe('the validity', () => {
  const now = Date.UTC(2026, 1, 3, 4, 5, 6);
  it.each([
    [null, 'relative', ''],
    [90_061_999, 'relative', '000001010101000R'],
    [10, 'relative', '000000000001000R'],
    [400 * 86_400_000, 'relative', '000028000000000R'],
    [61_000, 'absolute', '260203040607000+'],
    [61_000, 'none', ''],
  ] as const)('%s ms, %s: %s', (ms, format, expected) => {
    expect(validityPeriod(ms, format, now)).toBe(expected);
  });
});

describe('a command_status', () => {
  it('has one meaning each; what SMPP does not define is in doubt, unless the operator knows better', () => {
    const numbers = Object.values(CODES).map(({ status }) => status);
    expect(new Set(numbers).size).toBe(numbers.length);
    const none = new Map<number, 'refuse'>();
    for (const status of [0x09, 0x10, 0xff, 0x400, 0x4ff, 0xffff_ffff]) expect(answerTo(status, none).kind).toBe('unknown');
    expect(meaningOf(0x400, new Map([[0x400, 'refuse']]))).toBe('refuse');
    for (const status of [0x58, 0x14]) expect(answerTo(status, none)).toMatchObject({ kind: 'temporary', throttled: true });
    expect(answerTo(0x04, none)).toMatchObject({ kind: 'temporary', unreachable: true });
    expect(answerTo(0x0b, none)).toEqual({ kind: 'refused', reason: 'the SMSC answered ESME_RINVDSTADR (invalid destination address)' });
  });
});

describe('the settings', () => {
  const wrong = (more: object): string[] => validateSync(settings(more)).map(({ property }) => property);
  it('are good with host, systemId and password alone, and name what is wrong', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ host: '' })).toEqual(['host']);
    expect(wrong({ port: 0, concatenation: 'none', systemId: 'ä' })).toEqual(['port', 'systemId', 'concatenation']);
    expect(wrong({ statuses: { '0x412': 'refuse' } })).toEqual([]);
    expect(wrong({ statuses: { '1042': 'refuse' } })).toEqual(['statuses']);
    expect(wrong({ statuses: { '0x0': 'refuse' } })).toEqual(['statuses']);
    expect(wrong({ statuses: { '0x412': 'ignore' } })).toEqual(['statuses']);
  });
});
