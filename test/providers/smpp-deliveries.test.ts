// What an SMSC that is not ours brings: receipts, told once they are stored and found by whichever process hears them, and messages.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Inbound } from '../../src/providers/provider.js';
import type { Smpp } from '../../src/providers/smpp/smpp.js';
import { eventually } from '../support/client.js';
import { message } from './conformance.js';
import { NUMBER, Peer } from './smpp-peer.js';
import { ADDRESSED, Pair, smppTo } from './smpp-rig.js';

describe('a message', () => {
  let pair: Pair;
  let peer: Peer;
  beforeAll(async () => {
    pair = await Pair.start({ serviceType: 'CMT', sender: 'Acme' });
    ({ peer } = pair);
  });
  beforeEach(() => {
    pair.forget();
  });
  afterAll(() => pair.close());

  it('is heard of by the receipt’s parameters, in deliver_sm and data_sm alike', async () => {
    for (const command of ['deliver_sm', 'data_sm'] as const) {
      const {
        entryId,
        ids: [id],
      } = await pair.accepted();
      const parameters = { receipted_message_id: id, message_state: 5, network_error_code: Buffer.of(3, 0, 9) };
      expect(await peer.deliver({ ...parameters, esm_class: 4, source_addr: '1', destination_addr: 'Acme' }, command)).toEqual([0]);
      const reason = 'the SMSC reported UNDELIVERABLE, error 9';
      expect(pair.receipts.pop()).toEqual({ entryId, attempt: 1, status: 'undelivered', providerMessageId: id, reason });
    }
  });

  it('is heard of by another process too, and after a restart', async () => {
    const {
      entryId,
      ids: [id],
    } = await pair.accepted();
    const other = smppTo(peer.port);
    other.keepMessageIds(pair.ids);
    const heard = new Promise((resolve) => {
      other.onReceipt((receipt) => {
        resolve(receipt);
        return Promise.resolve();
      });
    });
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (n) => n === 2,
    );
    expect(await peer.receipt({ id: id ?? '', ...ADDRESSED }, 'DELIVRD')).toEqual([0]);
    expect(await heard).toMatchObject({ entryId, attempt: 1, status: 'delivered' });
    await other.close();
  });

  it('is told again by the SMSC while its receipt can’t be stored', async () => {
    const {
      ids: [id = ''],
    } = await pair.accepted();
    let failures = 2;
    pair.storing = () => (failures-- > 0 ? Promise.reject(new Error('no database')) : Promise.resolve());
    expect(await peer.receipt({ id, ...ADDRESSED }, 'DELIVRD')).toEqual([0x64, 0x64, 0]);
    expect(pair.receipts).toHaveLength(1);
  });

  it('of an unknown message is requested again for a while, then acknowledged', async () => {
    const impatient = smppTo(peer.port, { holdReceiptsMs: 10 });
    impatient.onReceipt(() => Promise.reject(new Error('none of ours')));
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (n) => n === 2,
    );
    const statuses = await peer.receipt({ id: 'somebody-elses', ...ADDRESSED }, 'DELIVRD');
    expect(statuses[0]).toBe(0x64);
    expect(statuses.at(-1)).toBe(0);
    await impatient.close();
  });

  it('on its way, or with a receipt that can’t be read, says nothing', async () => {
    const {
      ids: [id = ''],
    } = await pair.accepted();
    expect(await peer.receipt({ id, ...ADDRESSED }, 'ENROUTE')).toEqual([0]);
    expect(await peer.deliver({ esm_class: 4, source_addr: '1', destination_addr: '2', short_message: 'nonsense' })).toEqual([0]);
    expect(pair.receipts).toEqual([]);
    expect(pair.inbound).toEqual([]);
  });

  it('to us is told once it is stored; one that reads like a receipt is still a message', async () => {
    let failures = 1;
    pair.storing = () => (failures-- > 0 ? Promise.reject(new Error('no database')) : Promise.resolve());
    const text = 'id:1 stat:DELIVRD';
    const from = { source_addr_ton: 1, source_addr: '14155550100', dest_addr_ton: 3, destination_addr: '24666' };
    expect(await peer.deliver({ ...from, short_message: text })).toEqual([0x64, 0]);
    expect(await peer.deliver({ ...from, short_message: { message: 'Привет' } })).toEqual([0]);
    expect(pair.inbound).toEqual([
      { providerMessageId: expect.stringMatching(/./), from: '+14155550100', fromKind: 'international', to: '24666', content: text },
      { providerMessageId: expect.stringMatching(/./), from: '+14155550100', fromKind: 'international', to: '24666', content: 'Привет' },
    ]);
    expect(pair.receipts).toEqual([]);
  });

  it('to us in parts is put together, in whatever order they come, by header or parameters', async () => {
    const from = { source_addr_ton: 1, source_addr: '14155550100', destination_addr: '24666' };
    const part = (number: number, of: string, total = 3): Record<string, unknown> => ({
      ...{ ...from, esm_class: 0x40 },
      short_message: { udh: Buffer.of(5, 0, 3, 9, total, number), message: of },
    });
    for (const [number, of] of [
      [3, 'ree'],
      [1, 'one '],
      [1, 'one '],
      [2, 'two th'],
    ] as const)
      await peer.deliver(part(number, of));
    await peer.deliver(part(2, 'two th'));
    const sar = (number: number, text: string): Record<string, unknown> => ({
      ...from,
      ...{ sar_msg_ref_num: 7, sar_total_segments: 2, sar_segment_seqnum: number, short_message: text },
    });
    await peer.deliver(sar(2, 'second'));
    await peer.deliver(sar(1, 'first, '));
    expect(pair.inbound.map(({ content }) => content)).toEqual(['one two three', 'first, second']);
  });
});

describe('what comes while no handler is registered for it', () => {
  let peer: Peer;
  let provider: Smpp;
  beforeEach(async () => {
    peer = await Peer.start();
    provider = smppTo(peer.port);
    provider.onReceipt(() => Promise.resolve());
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (n) => n === 1,
    );
  });
  afterEach(async () => {
    await provider.close();
    await peer.close();
  });

  it('is a message that the SMSC is asked to bring again', async () => {
    const fields = { source_addr: '14155550100', destination_addr: '24666', short_message: 'STOP' };
    expect(await peer.deliverOnce(fields)).toBe(0x64);
    const told: Inbound[] = [];
    provider.onInbound((each) => Promise.resolve(void told.push(each)));
    expect(await peer.deliverOnce(fields)).toBe(0);
    expect(told).toMatchObject([{ content: 'STOP' }]);
  });

  it('is a receipt of a part, which nobody keeps', async () => {
    const sent = message(NUMBER.accepted, { content: 'x'.repeat(200) });
    const answer = await provider.handOver(sent, AbortSignal.timeout(60_000));
    const ids = answer.kind === 'accepted' ? answer.providerMessageId.split(' ') : [];
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(await peer.receiptOnce({ id, ...ADDRESSED }, 'DELIVRD')).toBe(0x64);
  });
});

describe('an inbound message of which a part never comes', () => {
  it('is told without it when its time is over', async () => {
    const peer = await Peer.start();
    const provider = smppTo(peer.port, { assembleMs: 20 });
    const told = new Promise<Inbound>((resolve) => {
      provider.onInbound((each) => {
        resolve(each);
        return Promise.resolve();
      });
    });
    provider.onReceipt(() => Promise.resolve());
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (n) => n === 1,
    );
    const udh = Buffer.of(5, 0, 3, 1, 3, 1);
    await peer.deliver({ esm_class: 0x40, source_addr: '1', destination_addr: '2', short_message: { udh, message: 'begins' } });
    expect(await told).toMatchObject({ content: 'begins …  … ' });
    await provider.close();
    await peer.close();
  });
});
