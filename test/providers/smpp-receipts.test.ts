// Receipts find their message however an SMSC that is not ours writes them, and what finds none is counted and said; a long message ends
// when all of its parts have.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DoubtfulEntry, Receipt } from '../../src/providers/provider.js';
import { referenceNumber } from '../../src/providers/smpp/send/submit.js';
import { eventually } from '../support/client.js';
import { message } from './conformance.js';
import { NUMBER } from './smpp-peer.js';
import { ADDRESSED, Pair } from './smpp-rig.js';

let pair: Pair;
const ADDRESSES = { source_addr: ADDRESSED.to, destination_addr: ADDRESSED.from };
const text = (id: string, stat = 'DELIVRD', dates = 'submit date:2611241200 done date:2611241201'): string =>
  `id:${id} sub:001 dlvrd:001 ${dates} stat:${stat} err:000 text:hello`;
const bring = (fields: Record<string, unknown>): Promise<number[]> => pair.peer.deliver({ esm_class: 4, ...ADDRESSES, ...fields });
/** Once it is accepted under that ID. */
async function called(id: string, content = 'hello'): Promise<string> {
  pair.peer.name = () => id;
  return (await pair.accepted(content)).entryId;
}
const statuses = (): Receipt['status'][] => pair.receipts.map(({ status }) => status);
const start = async (settings: Parameters<typeof Pair.start>[0]): Promise<void> => {
  pair = await Pair.start({ sender: ADDRESSED.from, holdReceiptsMs: 10, ...settings });
  await eventually(
    () => Promise.resolve(pair.peer.sessions.length),
    (sessions) => sessions === 1,
  );
};

describe('a receipt', () => {
  beforeAll(() => start({}));
  beforeEach(() => {
    pair.forget();
  });
  afterAll(() => pair.close());

  it.each([
    ['00B8BE19', 'B8BE19'],
    ['B8BE1A', '00b8be1a'],
    ['b8be1b', 'B8BE1B'],
    ['0012345678', '12345678'],
    ['12345679', '000012345679'],
    ['a-B-01', 'A-b-01'],
  ])('of %s finds it as %s, by its text, its parameter, and both', async (response, said) => {
    const entryId = await called(response);
    expect(await bring({ short_message: text(said) })).toEqual([0]);
    expect(await bring({ short_message: '', receipted_message_id: said, message_state: 2 })).toEqual([0]);
    expect(await bring({ short_message: text(said), receipted_message_id: '' })).toEqual([0]);
    expect(await bring({ short_message: text('nobody'), receipted_message_id: said })).toEqual([0]);
    expect(await bring({ short_message: text(said), receipted_message_id: 'nobody' })).toEqual([0]);
    // Called as the response has called it.
    expect(pair.receipts).toEqual(Array(5).fill({ entryId, attempt: 1, status: 'delivered', providerMessageId: response }));
  });

  it('of an ID that differs from another in its case alone finds its own, and none where it may be either', async () => {
    const [one, other] = [await called('aBcD'), await called('AbCd')];
    for (const id of ['AbCd', 'aBcD']) await bring({ short_message: text(id) });
    expect(pair.receipts.map(({ entryId }) => entryId)).toEqual([other, one]);
    const before = pair.provider.unread.receipts;
    expect((await bring({ short_message: text('ABCD') })).at(-1)).toBe(0);
    expect(pair.receipts).toHaveLength(2);
    expect(pair.provider.unread.receipts).toBe(before + 1);
  });

  it('that the SMSC doesn’t mark is one where it is whole, of a message of ours, and from whom that went to; else a message', async () => {
    const entryId = await called('unmarked-1');
    pair.ids.sentTo.set(entryId, NUMBER.accepted);
    for (const esm_class of [0, 8]) expect(await bring({ esm_class, short_message: text('UNMARKED-1') })).toEqual([0]);
    expect(statuses()).toEqual(['delivered', 'delivered']);
    const forged = { source_addr: '14155550100', short_message: text('unmarked-1', 'UNDELIV') };
    for (const each of [forged, { short_message: text('nobody') }, { short_message: 'id:unmarked-1 stat:UNDELIV' }])
      expect(await bring({ esm_class: 0, ...each })).toEqual([0]);
    expect(statuses()).toEqual(['delivered', 'delivered']);
    expect(pair.inbound.map(({ content }) => content)).toEqual([
      text('unmarked-1', 'UNDELIV'),
      text('nobody'),
      'id:unmarked-1 stat:UNDELIV',
    ]);
  });

  it('in a message_payload, in another alphabet’s name, with stray zeros behind it, is one all the same', async () => {
    const entryId = await called('payload-1');
    expect(await bring({ message_payload: text('payload-1'), short_message: '' })).toEqual([0]);
    expect(await bring({ data_coding: 8, short_message: Buffer.from(text('payload-1')) })).toEqual([0]);
    expect(pair.receipts.map((each) => each.entryId)).toEqual([entryId, entryId]);
  });

  it('that can’t be read or is of no message is counted, and said in one line without what it is about', async () => {
    const lines: string[] = [];
    Logger.overrideLogger({ warn: (line: string) => lines.push(line), log: () => undefined, error: () => undefined });
    try {
      await pair.close();
      await start({});
      for (const short_message of [text('918765432100', 'REJECTED'), text('918765432101'), 'nonsense', 'id:918765432102 stat:WHATEVER'])
        expect((await bring({ short_message })).at(-1)).toBe(0);
      expect(pair.provider.unread).toEqual({ receipts: 4, messages: 0 });
      expect(lines).toEqual(['A receipt (REJECTED) is for the unknown message 91…00, and changes nothing']);
    } finally {
      Logger.overrideLogger(false);
    }
  });
});

describe('a receipt of an SMSC that writes IDs in two ways', () => {
  afterEach(() => pair.close());

  it('finds its message by its text, while its parameter is as the response was', async () => {
    await start({ receiptIds: 'decimal' });
    const entryId = await called('00B8BE19');
    const decimal = String(0xb8be19);
    await bring({ short_message: text(decimal), receipted_message_id: '00B8BE19' });
    await bring({ short_message: text(`000${decimal}`) });
    await bring({ short_message: '', receipted_message_id: 'b8be19', message_state: 2 });
    expect(pair.receipts).toEqual(Array(3).fill({ entryId, attempt: 1, status: 'delivered', providerMessageId: '00B8BE19' }));
  });

  it('is not taken for one whose ID happens to have these digits', async () => {
    await start({ receiptIds: 'decimal' });
    const [ten, sixteen] = [await called('A'), await called('10')];
    await bring({ short_message: text('10') });
    await bring({ short_message: text('16'), receipted_message_id: '10' });
    expect(pair.receipts.map(({ entryId }) => entryId)).toEqual([ten, sixteen]);
  });

  it('finds it in hexadecimal too', async () => {
    await start({ receiptIds: 'hex' });
    const entryId = await called('12107289');
    await bring({ short_message: text('00B8BE19') });
    expect(pair.receipts.map((each) => each.entryId)).toEqual([entryId]);
  });
});

describe('a long message', () => {
  beforeAll(() => start({}));
  beforeEach(() => {
    pair.forget();
  });
  afterAll(() => pair.close());
  async function parts(): Promise<{ entryId: string; ids: string[] }> {
    let n = 0;
    const own = message(NUMBER.accepted).entryId;
    pair.peer.name = () => `${own}-${++n}`;
    return pair.accepted('x'.repeat(400));
  }

  it.each([
    [['DELIVRD', 'DELIVRD', 'DELIVRD'], { status: 'delivered' }],
    [['UNDELIV', 'DELIVRD', 'DELIVRD'], { status: 'undelivered', reason: 'the SMSC reported UNDELIVERABLE' }],
    [['DELIVRD', 'DELETED', 'EXPIRED'], { status: 'undelivered', reason: 'the SMSC reported EXPIRED' }],
    [['DELIVRD', 'DELETED', 'DELIVRD'], { status: 'undelivered', reason: 'the SMSC reported DELETED' }],
    [['DELETED', 'DELETED', 'DELETED'], { status: 'undelivered', reason: 'the SMSC reported DELETED', recalled: true }],
  ])('is what the worst of %j says, in whatever order they come, and only then', async (stats, outcome) => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      pair.forget();
      const { entryId, ids } = await parts();
      for (const [i, place] of order.entries()) {
        expect(pair.receipts).toEqual([]);
        expect(await bring({ short_message: text(ids[place] ?? '', stats[place]) })).toEqual([0]);
        // Twice, as some do; and on its way, which says nothing.
        if (i < 2) await bring({ short_message: text(ids[place] ?? '', 'DELIVRD') });
        await bring({ short_message: text(ids[order[2] ?? 0] ?? '', 'ENROUTE') });
      }
      expect(pair.receipts).toEqual([{ entryId, attempt: 1, ...outcome }]);
    }
  });

  it('of which not all parts say anything ends by the worst that came; of one in doubt a part that arrived says nothing', async () => {
    await pair.close();
    await start({ partReceiptsMs: 50 });
    const [delivered, failed, doubtful] = [await parts(), await parts(), await parts()];
    pair.ids.doubtful = [{ ...doubt(doubtful.entryId), content: 'x'.repeat(400) }];
    pair.ids.sentTo.set(doubtful.entryId, NUMBER.accepted);
    await bring({ short_message: text(doubtful.ids[0] ?? '') });
    await bring({ short_message: text(delivered.ids[2] ?? '') });
    await bring({ short_message: text(failed.ids[0] ?? '', 'UNDELIV') });
    await bring({ short_message: text(failed.ids[1] ?? '') });
    await eventually(
      () => Promise.resolve(pair.ids.said.size),
      (left) => left === 0,
    );
    const told = pair.receipts.map(({ entryId, status }) => `${entryId} ${status}`);
    expect(told.sort()).toEqual([`${delivered.entryId} delivered`, `${failed.entryId} undelivered`].sort());
    expect(pair.provider.unread.receipts).toBe(1);
  });
});

const doubt = (entryId: string, more: Partial<DoubtfulEntry> = {}): DoubtfulEntry => ({
  ...{ entryId, attempt: 1, address: NUMBER.accepted, sender: null, content: 'hello', at: new Date() },
  ...more,
});

describe('a receipt of a message whose response was lost', () => {
  beforeEach(() => start({}));
  afterEach(() => pair.close());
  const [A, B] = [message(NUMBER.accepted).entryId, message(NUMBER.accepted).entryId];
  const told = (): string[] => pair.receipts.map(({ entryId }) => entryId);
  const number = (reference: string): number => referenceNumber(reference).readUInt16BE(0);

  it.each<[string, Partial<DoubtfulEntry>, Record<string, unknown>]>([
    ['by its addresses', {}, {}],
    ['by its addresses the other way round', {}, { source_addr: ADDRESSED.from, destination_addr: ADDRESSED.to }],
    ['by a sender of its own', { sender: '+4915112345678' }, { destination_addr: '4915112345678' }],
    ['by a number with a plus', {}, { source_addr: `+${ADDRESSED.to}` }],
    ['without a sender', {}, { destination_addr: '' }],
    ['by its reference too', {}, { user_message_reference: number(`${A}.1`) }],
  ])('is of the one that is in doubt: %s', async (_what, entry, fields) => {
    pair.ids.doubtful = [doubt(A, entry)];
    expect(await bring({ short_message: text('lost-1', 'DELIVRD', ''), ...fields })).toEqual([0]);
    expect(pair.receipts).toEqual([{ entryId: A, attempt: 1, status: 'delivered', providerMessageId: 'lost-1' }]);
    // It is known by that ID from now on.
    pair.ids.doubtful = [];
    await bring({ short_message: text('lost-1', 'DELIVRD', ''), ...fields });
    expect(told()).toEqual([A, A]);
  });

  it.each<[string, Partial<DoubtfulEntry>[], Record<string, unknown>]>([
    ['may be of two', [{}, {}], {}],
    ['may be of one that is in hand', [{}, { at: null }], {}],
    ['is to another number', [{ address: '+14155550100' }], {}],
    ['is from another sender', [{ sender: 'Other' }], {}],
    ['has another reference', [{}], { user_message_reference: number('1.1') }],
    ['is of a part, and doesn’t say of which', [{ content: 'x'.repeat(400) }], {}],
    ['was submitted at another time', [{ at: new Date('2026-11-22T12:00:00Z') }], { short_message: text('lost-2') }],
  ])('is of none where it %s', async (_what, entries, fields) => {
    pair.ids.doubtful = entries.map((each, i) => doubt([A, B][i] ?? '', each));
    expect((await bring({ short_message: text('lost-2', 'DELIVRD', ''), ...fields })).at(-1)).toBe(0);
    expect([told(), pair.provider.unread.receipts]).toEqual([[], 1]);
  });

  it('is told from another’s by the reference, also of parts, and by when it was submitted', async () => {
    pair.ids.doubtful = [doubt(A), doubt(B)];
    await bring({ short_message: text('lost-3', 'DELIVRD', ''), user_message_reference: number(`${B}.1`) });
    expect(told()).toEqual([B]);
    pair.ids.doubtful = [doubt(A, { at: new Date('2026-11-22T12:00:00Z') }), doubt(B, { at: new Date('2026-11-24T03:00:00Z') })];
    await bring({ short_message: text('lost-4') });
    expect(told()).toEqual([B, B]);
    pair.ids.doubtful = [doubt(A, { content: 'x'.repeat(200) })];
    for (const place of [2, 1])
      await bring({ short_message: text(`part-${place}`, 'DELIVRD', ''), user_message_reference: number(`${A}.1:${place}/2`) });
    expect(told()).toEqual([B, B, A]);
  });
});
