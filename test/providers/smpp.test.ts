// SMPP over a real socket against an SMSC that is not ours (the server of the npm package smpp): what every provider does, and what is
// the SMSC's own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SentMessage } from '../../src/providers/provider.js';
import type { Smpp } from '../../src/providers/smpp/smpp.js';
import { eventually } from '../support/client.js';
import { conforms, message } from './conformance.js';
import { recalls } from './recall-conformance.js';
import { smppSuite } from './smpp-conformance.js';
import { NUMBER, Peer, PEER_STATUS } from './smpp-peer.js';
import { Pair, sent, smppTo } from './smpp-rig.js';

const IN_TIME = AbortSignal.timeout(60_000);

conforms('SMPP', smppSuite);

recalls('SMPP', async () => {
  const peer = await Peer.start();
  const provider = smppTo(peer.port);
  const DELETED = 4;
  return {
    ...{ provider, address: NUMBER.accepted, left: () => peer.submits.length },
    are: (state) => {
      peer.cancelStatus = { unsent: 0, sent: PEER_STATUS.cancelFailed, 'unheard of': PEER_STATUS.invalidMessageId }[state];
      peer.state = DELETED;
    },
    close: async () => {
      await provider.close();
      await peer.close();
    },
  };
});

describe('a session', () => {
  let peer: Peer;
  beforeAll(async () => (peer = await Peer.start()));
  afterAll(() => peer.close());

  it('binds as a transceiver of SMPP 3.4 with its account, and says goodbye', async () => {
    const provider = smppTo(peer.port, { systemType: 'VMA' });
    expect(await provider.handOver(message(NUMBER.accepted), IN_TIME)).toMatchObject({ kind: 'accepted' });
    expect(peer.binds.at(-1)).toMatchObject({ system_id: 'acme', password: 'secret', system_type: 'VMA', interface_version: 0x34 });
    const unbound = new Promise((resolve) => peer.sessions[0]?.on('unbind', resolve));
    await provider.close();
    await unbound;
  });

  it.each([
    ['pair', { transceivers: true }, ['bind_receiver', 'bind_transmitter']],
    ['transceiver', { transceivers: false }, ['bind_transceiver', 'bind_receiver', 'bind_transmitter']],
  ] as const)('binds as a transmitter and a receiver: asked for a %s, of an SMSC with %j', async (bind, { transceivers }, binds) => {
    const own = await Peer.start();
    own.transceivers = transceivers;
    const provider = smppTo(own.port, { bind, sender: 'Acme', reconnectMs: 1, reconnectMaxMs: 20 });
    const receipts: unknown[] = [];
    const heard = new Promise<void>((resolve) => {
      provider.onReceipt((receipt) => {
        receipts.push(receipt);
        resolve();
        return Promise.resolve();
      });
    });
    const each = message(NUMBER.delivered);
    expect((await provider.handOver(each, IN_TIME)).kind).toBe('accepted');
    await heard;
    expect(receipts).toEqual([{ entryId: each.entryId, attempt: 1, status: 'delivered', providerMessageId: 'peer-1' }]);
    expect(own.binds.map(({ command }) => command)).toEqual(binds);
    // Both halves end together, and are there again together; what the SMSC doesn't know isn't asked for twice.
    own.sessions[0]?.destroy();
    await eventually(
      () => Promise.resolve(own.binds.length),
      (n) => n === binds.length + 2,
    );
    expect(own.binds.slice(-2).map(({ command }) => command)).toEqual(['bind_receiver', 'bind_transmitter']);
    await eventually(
      () => provider.handOver(message(NUMBER.accepted), IN_TIME),
      ({ kind }) => kind === 'accepted',
    );
    expect(await provider.check(IN_TIME)).toMatch(/as a transmitter and a receiver/);
    await provider.close();
    await eventually(
      () => Promise.resolve(own.sessions.length),
      (n) => n === 0,
    );
    await own.close();
  });

  it('is no pair where the account is refused, by however many binds', async () => {
    const own = await Peer.start();
    own.bindStatus = 0x0d;
    const provider = smppTo(own.port);
    expect(await provider.handOver(message(NUMBER.accepted), IN_TIME)).toMatchObject({ kind: 'temporary', unreachable: true });
    expect(own.binds.map(({ command }) => command)).toEqual(['bind_transceiver']);
    await provider.close();
    await own.close();
  });

  it('is checked without sending anything', async () => {
    const provider = smppTo(peer.port);
    const before = peer.submits.length;
    expect(await provider.check(IN_TIME)).toBe(`bound to 127.0.0.1:${peer.port} as a transceiver; the SMSC calls itself PEER`);
    peer.bindStatus = 0x0e;
    await expect(provider.check(IN_TIME)).rejects.toThrow('the SMSC refused the bind: ESME_RINVPASWD (invalid password)');
    peer.bindStatus = 0;
    expect(peer.submits).toHaveLength(before);
    await provider.close();
  });

  it('comes back by itself when the SMSC does, and sends nothing meanwhile', async () => {
    const first = await Peer.start();
    const { port } = first;
    const provider = smppTo(port, { reconnectMs: 1, reconnectMaxMs: 20 });
    expect((await provider.handOver(message(NUMBER.accepted), IN_TIME)).kind).toBe('accepted');
    await first.close();
    await eventually(
      () => provider.handOver(message(NUMBER.accepted), IN_TIME),
      (answer) => answer.kind === 'temporary' && answer.unreachable === true,
    );
    const second = await Peer.start({ port });
    await eventually(
      () => provider.handOver(message(NUMBER.accepted), IN_TIME),
      ({ kind }) => kind === 'accepted',
    );
    await provider.close();
    await second.close();
  });
});

describe('a message', () => {
  let pair: Pair;
  let peer: Peer;
  let provider: Smpp;
  beforeAll(async () => {
    pair = await Pair.start({ serviceType: 'CMT', sender: 'Acme' });
    ({ peer, provider } = pair);
  });
  beforeEach(() => {
    pair.forget();
  });
  afterAll(() => pair.close());

  it('arrives as it was meant', async () => {
    await provider.handOver(message(NUMBER.accepted, { content: 'Ça va: 5 €', validityMs: 3_600_000 }), IN_TIME);
    await provider.handOver(message(NUMBER.accepted, { content: 'Привет', sender: '+14155550100' }), IN_TIME);
    const [gsm, ucs2] = peer.submits;
    expect(gsm).toMatchObject({
      ...{ service_type: 'CMT', source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Acme' },
      ...{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '919866694753', data_coding: 0, registered_delivery: 1 },
    });
    expect(gsm?.short_message).toEqual({ message: 'Ça va: 5 €' });
    expect(ucs2).toMatchObject({ source_addr_ton: 1, source_addr: '14155550100', data_coding: 8, short_message: { message: 'Привет' } });
    expect(gsm?.validity_period).toBeInstanceOf(Date);
  });

  it('too long for one is accepted when all its parts are', async () => {
    const { ids: parts } = await pair.accepted('x'.repeat(400));
    expect(parts).toHaveLength(3);
    expect(peer.submits.map(({ short_message }) => (short_message as { udh: Buffer[] }).udh[0]?.subarray(-2))).toEqual(
      [1, 2, 3].map((number) => Buffer.of(3, number)),
    );
  });

  it('that went too fast says so by either status', async () => {
    for (const address of [NUMBER.throttled, NUMBER.queueFull])
      expect(await provider.handOver(message(address), IN_TIME)).toMatchObject({ kind: 'temporary', throttled: true });
  });

  it('is asked about by its ID and sender', async () => {
    const of = (message: Partial<SentMessage<string>>): SentMessage<string> => sent(NUMBER.accepted, message);
    for (const [state, kind] of [
      [2, 'delivered'],
      [3, 'undelivered'],
      [1, 'accepted'],
      [7, 'unknown'],
      [0, 'unknown'],
    ] as const) {
      peer.state = state;
      expect((await provider.query(of({ providerMessageId: 'peer-1', sender: '24666' }), IN_TIME)).kind).toBe(kind);
    }
    expect(peer.queries[0]).toMatchObject({ message_id: 'peer-1', source_addr: '24666', source_addr_ton: 3 });
    expect((await provider.query(of({ providerMessageId: null }), IN_TIME)).kind).toBe('unknown');
  });

  it('is asked about by the ID that was kept, where its answer was lost; that alone says that it was accepted', async () => {
    const { entryId, ids } = await pair.accepted();
    const of = (more: Partial<SentMessage<string>>): SentMessage<string> => sent(NUMBER.accepted, { entryId, ...more });
    peer.state = 2;
    expect(await provider.query(of({}), IN_TIME)).toEqual({ kind: 'delivered', providerMessageId: ids[0] });
    peer.state = 0;
    expect(await provider.query(of({}), IN_TIME)).toEqual({ kind: 'accepted', providerMessageId: ids[0] });
    expect((await provider.query(of({ attempt: 2 }), IN_TIME)).kind).toBe('unknown');
    const long = await pair.accepted('x'.repeat(400));
    expect(await provider.query(of({ entryId: long.entryId }), IN_TIME)).toEqual({
      kind: 'accepted',
      providerMessageId: long.ids.join(' '),
    });
    // One part of which nobody knows may not have left.
    pair.ids.kept.delete(`SMPP ${long.ids[1]}`);
    expect((await provider.query(of({ entryId: long.entryId }), IN_TIME)).kind).toBe('unknown');
  });

  it('is taken back, all of its parts or not', async () => {
    const of = (providerMessageId: string | null): SentMessage<string> => sent(NUMBER.accepted, { providerMessageId });
    expect(await provider.recall(of('peer-1 peer-2'), IN_TIME)).toBe('recalled');
    expect(peer.cancels).toMatchObject([
      { message_id: 'peer-1', source_addr: 'Acme', destination_addr: '919866694753', service_type: 'CMT' },
      { message_id: 'peer-2' },
    ]);
    // One part of it left.
    expect(await provider.recall(of('peer-2 peer-3'), IN_TIME)).toBe('too late');
    for (const status of [PEER_STATUS.cancelFailed, PEER_STATUS.invalidCommand]) {
      peer.cancelStatus = status;
      expect(await provider.recall(of('peer-1'), IN_TIME)).toBe('too late');
    }
    peer.cancelStatus = PEER_STATUS.temporary;
    expect(await provider.recall(of('peer-1'), IN_TIME)).toBe('unknown');
    expect(await provider.recall(of(null), IN_TIME)).toBe('unknown');
  });
});
