// What a receipt says, as SMSCs really write it: in which words, apart by what, in which octets; and what is no receipt.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeUcs2 } from '../../src/providers/smpp/wire/alphabet.js';
import type { Tlvs } from '../../src/providers/smpp/wire/pdu-layouts.js';
import { idsMeant, isReceipt, readReceipt, type ReceiptText } from '../../src/providers/smpp/receive/receipt.js';

const TEXT = 'id:0a1B sub:001 dlvrd:000 submit date:2601011200 done date:2601011201 stat:UNDELIV err:011 text:stat:DELIVRD id:9 err:5';
const body = (coding = 0, esm_class = 4) => ({ esm_class, data_coding: coding, source_addr: '1', destination_addr: '2' });
const read = (
  text: string | Buffer,
  { tlvs = new Map(), coding = 0, esm = 4 }: { tlvs?: Tlvs; coding?: number; esm?: number } = {},
): ReceiptText => readReceipt(body(coding, esm), tlvs, typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
const parameters = (id: string, state?: number): Tlvs =>
  new Map([[0x1e, Buffer.from(id)], ...(state === undefined ? [] : [[0x427, Buffer.of(state)] as const])]);

describe('a receipt', () => {
  it('is read from the text of appendix B', () => {
    expect(read(TEXT)).toMatchObject({
      ...{ ids: { text: '0a1B' }, state: 'UNDELIVERABLE', error: '011', submittedAt: new Date('2026-01-01T12:00:00Z'), isWhole: true },
    });
  });

  it('is read from its parameters before its text; what one has not, the other has', () => {
    const tlvs = new Map([...parameters('77\0', 2), [0x423, Buffer.of(3, 1, 2)] as const, [0x204, Buffer.of(1, 2)] as const]);
    expect(read(TEXT, { tlvs })).toMatchObject({
      ids: { parameter: '77', text: '0a1B' },
      state: 'DELIVERED',
      error: '258',
      reference: 258,
    });
    for (const empty of ['\0', '', ' \0'])
      expect(read(TEXT, { tlvs: parameters(empty) })).toMatchObject({
        ids: { parameter: undefined, text: '0a1B' },
        state: 'UNDELIVERABLE',
      });
    expect(read('', { tlvs: new Map([...parameters('7'), [0x424, Buffer.from(TEXT)]]) })).toMatchObject({ state: 'UNDELIVERABLE' });
    expect(read('stat:DELIVRD', { tlvs: parameters('7', 0) })).toMatchObject({ ids: { parameter: '7' }, state: 'DELIVERED' });
    expect(read('stat:DELIVRD', { tlvs: new Map([[0x204, Buffer.of(0, 0)]]) }).reference).toBeUndefined();
  });

  it('is read with zeros anywhere between its fields', () => {
    for (const text of ['id:\x0012ab\0 sub:001\0stat:\0DELIVERED\0\0', '\0id:12ab\0stat:DELIVRD', '\0\0id: \0 12ab stat: \x002'])
      expect([text, read(text)]).toMatchObject([text, { ids: { text: '12ab' }, state: 'DELIVERED' }]);
  });

  it.each([
    ['DELIVRD', 'DELIVERED'],
    ['DELIVERED', 'DELIVERED'],
    ['delivrd', 'DELIVERED'],
    ['Delivered', 'DELIVERED'],
    ['DELIVRD1', 'DELIVERED'],
    ['2', 'DELIVERED'],
    ['002', 'DELIVERED'],
    ['UNDELIV', 'UNDELIVERABLE'],
    ['UNDELIVERABLE', 'UNDELIVERABLE'],
    ['Undelivered', 'UNDELIVERABLE'],
    ['FAILED', 'UNDELIVERABLE'],
    ['failed', 'UNDELIVERABLE'],
    ['Not Delivered', 'UNDELIVERABLE'],
    ['DELIVERY_FAILED', 'UNDELIVERABLE'],
    ['REJECTD', 'REJECTED'],
    ['REJECTED', 'REJECTED'],
    ['EXPIRED', 'EXPIRED'],
    ['DELETED', 'DELETED'],
    ['ACCEPTED', 'ACCEPTED'],
    ['ENROUTE', 'ENROUTE'],
    ['EN_ROUTE', 'ENROUTE'],
    ['UNKNOWN', 'UNKNOWN'],
    ['NONSENSE', undefined],
    ['9', undefined],
    ['', undefined],
  ])('says the state %j', (word, state) => {
    for (const text of [`id:1 stat:${word} err:000`, `id:1\tstat: ${word}\terr:000`, `stat:${word}\r\nid:1`])
      expect(read(text).state).toBe(state);
  });

  it.each([
    ['tabs', TEXT.replaceAll(' ', '\t')],
    ['lines', TEXT.replaceAll(' ', '\r\n')],
    ['nothing', TEXT.replace(/ (?!date)/g, '')],
    ['commas', TEXT.replace(/ (?!date)/g, ', ')],
    ['another order', 'stat:UNDELIV err:011 done date:2601011201 submit date:2601011200 dlvrd:000 sub:001 id:0a1B'],
    ['few fields', 'stat:UNDELIV,err:011,submit date:260101120000;done date:2601011201 ID=0a1B'],
    ['capitals', TEXT.replaceAll(/(id|sub|dlvrd|submit date|done date|stat|err|text):/g, (name) => name.toUpperCase())],
    ['a text that comes first', `text:id:9 stat:DELIVRD err:5 ${TEXT.replace(/ text:.*/, '')}`],
  ])('is read with %s between or about its fields', (_what, text) => {
    expect(read(text)).toMatchObject({ ids: { text: '0a1B' }, state: 'UNDELIVERABLE', error: '011', isWhole: true });
  });

  it('is read in the octets that it came in, whatever data_coding says of them', () => {
    for (const coding of [0, 1, 3, 4, 8, 0x18, 0xf1])
      for (const octets of [Buffer.from(TEXT), writeUcs2(TEXT)])
        expect(read(octets, { coding })).toMatchObject({ ids: { text: '0a1B' }, state: 'UNDELIVERABLE' });
    const headed = Buffer.concat([Buffer.of(5, 0, 3, 1, 2, 1), Buffer.from(TEXT)]);
    expect(read(headed, { esm: 0x44 })).toMatchObject({ ids: { text: '0a1B' } });
    // Of GSM 03.38.
    expect(read(Buffer.from('id:a\x11b stat:DELIVRD')).ids.text).toBe('a_b');
  });

  it('is none where the SMSC doesn’t say that it is, whatever it reads like', () => {
    expect(isReceipt(0x00, new Map())).toBe(false);
    expect(isReceipt(0x40, new Map())).toBe(false);
    expect(isReceipt(0x08, new Map())).toBe(false);
    expect(isReceipt(0x00, parameters('\0'))).toBe(false);
    expect(isReceipt(0x04, new Map())).toBe(true);
    expect(isReceipt(0x44, new Map())).toBe(true);
    expect(isReceipt(0x00, parameters('1\0'))).toBe(true);
    for (const text of ['id:1 stat:DELIVRD', 'submit date:2601011200 done date:2601011200 stat:DELIVRD'])
      expect(read(text).isWhole).toBe(false);
  });

  it('that can’t be read has no ID or no state', () => {
    for (const text of ['', 'hello', 'id:1', 'stat:DELIVRD', 'id:1 stat:NONSENSE', 'id: stat:DELIVRD', 'paid:1 stat:DELIVRD']) {
      const { ids, state } = read(text);
      expect([text, ids.text !== undefined && state !== undefined]).toEqual([text, false]);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 255 }), fc.nat({ max: 255 }), (noise, coding, esm) => {
        const octets = Buffer.from(noise);
        void read(octets, { tlvs: new Map([0x1e, 0x204, 0x423, 0x424, 0x427].map((tag) => [tag, octets])), coding, esm });
      }),
    );
  });
});

describe('the IDs that a receipt may mean', () => {
  const meant = (parameter: string | undefined, text: string | undefined, format: 'same' | 'decimal' | 'hex'): string[] =>
    idsMeant({ ...read(''), ids: { parameter, text } }, format).map(({ id, how }) => `${id} ${how}`);

  it('are that of its parameter, then that of its text; the exact ones first', () => {
    expect(meant('00B8', 'b8', 'same')).toEqual(['00B8 exact', 'b8 exact', '00B8 alike', 'b8 alike']);
    expect(meant(undefined, undefined, 'same')).toEqual([]);
  });

  it('are the same number in the other notation, where the SMSC writes them in two', () => {
    expect(meant('0A1F', '0000002591', 'decimal')[0]).toBe('a1f converted');
    expect(meant('2591', undefined, 'decimal')[0]).toBe('a1f converted');
    expect(meant(undefined, 'a1F', 'hex')[0]).toBe('2591 converted');
    expect(meant('0A1F', 'not-hex', 'decimal')).toEqual(['0A1F exact', 'not-hex exact', '0A1F alike', 'not-hex alike']);
  });
});
