// Messages that an SMSC that is not ours brings: in every data_coding and national alphabet, kept as octets where they are no text, each
// once though it comes again, and never more of them in memory than there is room for.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeUcs2 } from '../../src/providers/smpp/wire/alphabet.js';
import { eventually } from '../support/client.js';
import { Pair, smppTo } from './smpp-rig.js';

let pair: Pair;
const FROM = { source_addr_ton: 1, source_addr: '14155550100', dest_addr_ton: 3, destination_addr: '24666' };
const bring = (short_message: Buffer, more: Record<string, unknown> = {}): Promise<number[]> =>
  pair.peer.deliver({ ...FROM, short_message, ...more });
const contents = (): string[] => pair.inbound.map(({ content }) => content);
const bound = (n = 1): Promise<number> =>
  eventually(
    () => Promise.resolve(pair.peer.sessions.length),
    (sessions) => sessions === n,
  );
const start = async (settings: Parameters<typeof Pair.start>[0] = {}): Promise<void> => {
  pair = await Pair.start({ holdReceiptsMs: 10, ...settings });
  await bound();
};
const STOP = Buffer.from('STOP');
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('a message', () => {
  beforeAll(() => start());
  beforeEach(() => {
    pair.forget();
  });
  afterAll(() => pair.close());

  it('is read by the group of its data_coding', async () => {
    const general = (bits: number): number[] => [0x00, 0x10, 0x40, 0x50].flatMap((group) => range(group + bits, group + bits + 3));
    const ucs2 = [0x08, ...general(8).filter((coding) => coding > 0x0f), ...range(0xe0, 0xef)];
    const octets = [0x02, 0x04, ...general(4).filter((coding) => coding > 0x0f), ...range(0xf4, 0xf7), ...range(0xfc, 0xff)];
    const letters = [0x00, 0x01, 0x03, ...general(0).filter((coding) => coding > 0x0f), ...range(0x80, 0xdf), ...range(0xf0, 0xf3)];
    expect(new Set([...ucs2, ...octets, ...letters]).size).toBe(ucs2.length + octets.length + letters.length);
    for (const [codings, text] of [
      [ucs2, writeUcs2('STOP')],
      [[...octets, ...letters], STOP],
    ] as const)
      for (const data_coding of codings) {
        expect([data_coding, await bring(text, { data_coding })]).toEqual([data_coding, [0]]);
        expect([data_coding, pair.inbound.pop()?.content]).toEqual([data_coding, 'STOP']);
      }
    expect(pair.provider.unread.messages).toBe(0);
  });

  it.each<[number, string, string]>([
    [0x03, 'e9', 'é'],
    [0x01, 'c3a9', 'é'],
    [0x04, 'c3a9', 'é'],
    [0x05, '93fa967b', '日本'],
    [0x06, 'bfe0d8d2d5e2', 'Привет'],
    [0x07, 'f9ece5ed', 'שלום'],
    [0x0a, '1b2442467c4b5c1b2842', '日本'],
    [0x0e, 'b0a1', '가'],
    [0x19, '041f0440', 'Пр'],
    [0x11, '1b6541', '€A'],
    [0x08, 'fffe1f044004', 'Пр'],
    [0x08, '53544f5021', 'STOP!'],
  ])('in data_coding 0x%s of the octets %s says %s', async (data_coding, octets, text) => {
    await bring(Buffer.from(octets, 'hex'), { data_coding });
    expect(contents()).toEqual([text]);
  });

  it('that is no text is kept as its octets, acknowledged and counted', async () => {
    const before = pair.provider.unread.messages;
    for (const data_coding of [0x20, 0x31, 0x60, 0x7b, 0x04, 0xf5])
      expect(await bring(Buffer.of(1, 2, 0xff), { data_coding })).toEqual([0]);
    const marked = ['20', '31', '60', '7b', '04', 'f5'].map((coding) => `[data_coding 0x${coding}, 3 octets] 0102ff`);
    expect(contents()).toEqual(marked);
    expect(pair.provider.unread.messages).toBe(before + 6);
  });

  it.each<[string, string, string, string]>([
    // As a phone writes it: the header, the septets (one in each octet), what it says.
    ['Turkish, single', '24 01 01', '1b47 1b67 1b49 1b69 1b53 1b73 1b63 1b65 53', 'ĞğİıŞşç€S'],
    ['Turkish, locking', '25 01 01', '0b 0c 40 07 1c 1d 60 04 41', 'ĞğİıŞşç€A'],
    ['Spanish, single', '24 01 02', '1b41 1b61 1b49 1b69 1b4f 1b6f 1b55 1b75 1b09 7d', 'ÁáÍíÓóÚúçñ'],
    ['Spanish, which has no locking', '25 01 02', '53 60 7d', 'S¿ñ'],
    ['Portuguese, single', '24 01 03', '1b05 1b5b 1b7b 1b5c 1b7c 1b61 1b7f 1b0f 1b1f 1b41', 'êÃãÕõÂâáÊÀ'],
    ['Portuguese, locking', '25 01 03', '5b 7b 5c 7c 09 13 14 15 18 7d 12 24', 'ÃãÕõçÇÀ∞€`ªº'],
    ['Portuguese, both', '24 01 03 25 01 03', '5b 1b65 1b75 0f 1b28', 'Ã€úá{'],
    ['Bengali, locking and single', '24 01 04 25 01 04', '00 03 4f 60 7f 1b19 1b23 1b34', 'ঁঅঽৎৱ০৯৺'],
    ['Gujarati', '24 01 05 25 01 05', '00 7f 1b1c 1b25 1b41', 'ઁ૱૦૯A'],
    ['Hindi', '24 01 06 25 01 06', '00 10 22 3c 40 5f 7f 1b19 1b1c 1b3a', '\u0901\u0910\u091f\u0929\u092c\u094d\u097f\u0964\u0966\u0971'],
    ['Kannada', '24 01 07 25 01 07', '01 24 5f 60 1b1c 1b2a', 'ಂಡ್ೕ೦ೲ'],
    ['Malayalam', '24 01 08 25 01 08', '01 48 7f 1b1c 1b2e 1b34', 'ംഴ൹൦ൺൿ'],
    ['Oriya', '24 01 09 25 01 09', '00 60 1b1c 1b25 1b2c', 'ଁୖ୦୯ୱ'],
    ['Punjabi', '24 01 0a 25 01 0a', '00 7f 1b1c 1b2d', 'ਁੴ੦ੵ'],
    ['Tamil', '24 01 0b 25 01 0b', '01 3c 7f 1b1c 1b25 1b2e', 'ஂன௹௦௯௺'],
    ['Telugu', '24 01 0c 25 01 0c', '00 60 7f 1b1c 1b25 1b32', 'ఁౕౣ౦౯౿'],
    ['Urdu', '24 01 0d 25 01 0d', '00 10 22 3c 40 50 60 7f 1b19 1b1c 1b26 1b3b 1b3f', 'اثڏښصں\u0654\u0670\u0600۰،ۍ۔'],
    ['no language that there is', '24 01 7f 25 01 7f', '53 1b65', 'S€'],
  ])('in %s', async (_what, header, septets, text) => {
    const elements = Buffer.from(header.replaceAll(' ', ''), 'hex');
    const octets = Buffer.concat([Buffer.of(elements.length), elements, Buffer.from(septets.replaceAll(' ', ''), 'hex')]);
    await bring(octets, { esm_class: 0x40 });
    expect(contents()).toEqual([text]);
  });

  it('in parts is read by the national table of its headers', async () => {
    for (const [number, septets] of [
      [1, '1b53'],
      [2, '1b73'],
    ] as const)
      await bring(Buffer.from(`08000309020${number}240101${septets}`, 'hex'), { esm_class: 0x40 });
    expect(contents()).toEqual(['Şş']);
  });

  it.each<[string, [number, string][], string]>([
    [
      'the second part alone',
      [
        [1, '0500030a020141'],
        [2, '0800030a0202240101' + '1b731b69'],
      ],
      'Aşı',
    ],
    [
      'the first part alone',
      [
        [1, '0800030b0201240101' + '1b73'],
        [2, '0500030b0202' + '411b65'],
      ],
      'şA€',
    ],
    [
      'the part that comes last',
      [
        [2, '0500030c0202' + '0b'],
        [1, '0800030c0201250101' + '0b'],
      ],
      'ĞØ',
    ],
    [
      'each part another',
      [
        [1, '0800030d0201240102' + '1b09'],
        [2, '0800030d0202250103' + '5b7b'],
      ],
      'çÃã',
    ],
  ])('in parts is read by each part’s own table: of %s', async (_, parts, whole) => {
    for (const [, octets] of parts) await bring(Buffer.from(octets, 'hex'), { esm_class: 0x40 });
    expect(contents()).toEqual([whole]);
  });

  it('in parts is read by each part’s own data_coding', async () => {
    await bring(Buffer.from('0500030e02024100', 'hex'), { esm_class: 0x40 });
    await bring(Buffer.from('0500030e02010416', 'hex'), { esm_class: 0x40, data_coding: 8 });
    expect(contents()).toEqual(['ЖA@']);
  });
});

describe('a message that comes again', () => {
  beforeEach(() => start({ reconnectMs: 1, reconnectMaxMs: 20 }));
  afterEach(() => pair.close());
  /** Where our answer was lost with the link. */
  const again = async (): Promise<void> => {
    for (const session of pair.peer.sessions) session.destroy();
    await bound(0);
    await bound();
  };
  const ids = (): number => new Set(pair.inbound.map(({ providerMessageId }) => providerMessageId)).size;

  it('since the link was lost is the same message; what somebody sends again is another', async () => {
    await bring(STOP);
    await again();
    await bring(STOP);
    expect([pair.inbound.length, ids()]).toEqual([2, 1]);
    await bring(STOP);
    expect(ids()).toBe(2);
    await bring(Buffer.from('START'));
    await again();
    await bring(STOP);
    expect(ids()).toBe(4);
    await bring(STOP, { source_addr: '14155550101' });
    expect(ids()).toBe(5);
  });

  it('since it could not be stored, or while it is being stored, is the same message', async () => {
    let failures = 2;
    pair.storing = () => (failures-- > 0 ? Promise.reject(new Error('no database')) : Promise.resolve());
    await bring(STOP);
    expect(ids()).toBe(1);
    let [go, calls]: [() => void, number] = [() => undefined, 0];
    const held = new Promise<void>((resolve) => (go = resolve));
    pair.storing = () => {
      if (++calls === 2) go();
      return held;
    };
    const [first, second] = [bring(Buffer.from('one')), bring(Buffer.from('one'))];
    await Promise.all([first, second]);
    expect(pair.inbound.length - ids()).toBe(1);
  });

  it('to another process, since this one ended before it answered, is the same message, in parts too', async () => {
    await bring(STOP);
    const parts = ['050003070201', '050003070202'].map((udh) => Buffer.concat([Buffer.from(udh, 'hex'), STOP]));
    for (const part of parts) await bring(part, { esm_class: 0x40, source_addr: '14155550102' });
    expect(contents()).toEqual(['STOP', 'STOPSTOP']);
    await pair.provider.close();
    await bound(0);
    const next = smppTo(pair.peer.port);
    next.keepMessageIds(pair.ids);
    next.onInbound((each) => {
      pair.inbound.push(each);
      return Promise.resolve();
    });
    next.onReceipt(() => Promise.resolve());
    await bound();
    await bring(STOP);
    await bring(parts[1] ?? STOP, { esm_class: 0x40, source_addr: '14155550102' });
    expect([contents(), ids()]).toEqual([['STOP', 'STOPSTOP', 'STOP'], 2]);
    await next.close();
  });
});

describe('messages of which parts never come', () => {
  beforeEach(() => start());
  afterEach(() => pair.close());
  const part = (reference: number, octets: Buffer, total = 3): Record<string, unknown> => ({
    ...{ sar_msg_ref_num: reference, sar_total_segments: total, sar_segment_seqnum: 1, message_payload: octets },
  });
  const flood = async (count: number, octets: Buffer, from = 0): Promise<void> => {
    for (let at = from; at < from + count; at += 100)
      await Promise.all(range(at, Math.min(at + 99, from + count - 1)).map((reference) => bring(Buffer.alloc(0), part(reference, octets))));
  };

  it('are never more than there is room for: the oldest are kept as far as they came', async () => {
    await flood(2_100, Buffer.from('begins'));
    expect(contents()).toEqual(Array(100).fill('begins …  … '));
  });

  it('never take more octets than there is room for, and none is lost where it can’t be stored', async () => {
    const large = Buffer.alloc(60_000, 'x');
    await flood(130, large);
    expect(pair.inbound).toEqual([]);
    await flood(20, large, 130);
    const out = pair.inbound.length;
    expect(out).toBeGreaterThan(5);
    pair.storing = () => Promise.reject(new Error('no database'));
    expect(await pair.peer.deliverOnce({ ...FROM, short_message: '', ...part(200, large) })).toBe(0x64);
    pair.storing = () => Promise.resolve();
    expect(await pair.peer.deliverOnce({ ...FROM, short_message: '', ...part(201, large) })).toBe(0);
    expect(pair.inbound.length).toBe(out + 1);
  });
});
