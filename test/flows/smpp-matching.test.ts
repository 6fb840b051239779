// A whole server, its database and an SMSC that is not ours: receipts that several processes hear, or that name an ID that nobody knows,
// and messages that come in in every way.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import { type RunningApp, startApp } from '../support/app.js';
import { eventually } from '../support/client.js';
import { startServer, TEST_LANES, type TestServer } from '../support/server.js';
import { encode } from '../../src/providers/smpp/wire/codec.js';
import { message } from '../providers/conformance.js';
import { HostileSmsc } from '../providers/smpp-hostile.js';
import { NUMBER, Peer } from '../providers/smpp-peer.js';
import { ADDRESSED, smppTo } from '../providers/smpp-rig.js';

const SETTINGS = { sender: ADDRESSED.from, reconnectMs: 1, reconnectMaxMs: 20, holdReceiptsMs: 200 };
let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await Peer.start();
  server = await startServer({}, { providers: [smppTo(peer.port, SETTINGS)] });
});
const others = new Set<RunningApp>();
afterAll(async () => {
  await Promise.all([...others].map((each) => each.close()));
  await server.close();
  await peer.close();
});
const becomes = (id: string, wanted: string): Promise<string[]> =>
  eventually(
    async () => (await server.client.entries(id)).map(({ status }) => status),
    ([status]) => status === wanted,
  );
const bound = (n: number): Promise<number> =>
  eventually(
    () => Promise.resolve(peer.sessions.length),
    (sessions) => sessions === n,
  );
/** Another worker, with a session of its own, that has never heard of the message; the SMSC brings what it has to the newest session. */
const another = async (port = peer.port): Promise<RunningApp> => {
  const settings = { DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, ROLE: 'worker', ...TEST_LANES };
  const app = await startApp(settings, (config) => AppModule.register(config, { providers: [smppTo(port, SETTINGS)] }));
  others.add(app);
  return app;
};
const end = async (process: RunningApp): Promise<void> => {
  others.delete(process);
  await process.close();
};

describe('receipts of a long message', () => {
  it.each([
    ['the first part failed, the last arrived', ['UNDELIV', 'DELIVRD'], 'Undelivered'],
    ['the first part arrived, the last failed', ['DELIVRD', 'UNDELIV'], 'Undelivered'],
    ['both arrived', ['DELIVRD', 'DELIVRD'], 'Delivered'],
  ])('count together, though another process hears each: %s', async (_what, stats, status) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const ids: string[] = [];
      peer.name = () => {
        ids.push(`00AB${message(NUMBER.accepted).entryId}`);
        return ids.at(-1) ?? '';
      };
      const id = await server.client.submitted({ mobiles: [NUMBER.accepted], content: 'x'.repeat(200) });
      await becomes(id, 'Submitted');
      for (const place of order) {
        const process = await another();
        await bound(2);
        expect(await peer.receipt({ id: (ids[place] ?? '').slice(2).toLowerCase(), ...ADDRESSED }, stats[place] ?? '')).toEqual([0]);
        if (place === order[0]) expect((await server.client.entries(id)).map((each) => each.status)).toEqual(['Submitted']);
        await end(process);
        await bound(1);
      }
      await becomes(id, status);
    }
  });
});

describe('a receipt of a message whose response was lost with the link', () => {
  const lose = async (more: object = {}): Promise<string> => {
    peer.decide = () => {
      for (const session of peer.sessions) session.destroy();
      return Promise.resolve(NUMBER.slow);
    };
    const id = await server.client.submitted({ mobiles: [NUMBER.accepted], ...more });
    await becomes(id, 'In doubt');
    peer.decide = undefined;
    await bound(1);
    return id;
  };

  it('is of the one that is in doubt, by another process too; of two, by the reference that the SMSC says back', async () => {
    const fields = { esm_class: 4, source_addr: ADDRESSED.to, destination_addr: ADDRESSED.from };
    const alone = await lose();
    const process = await another();
    await bound(2);
    expect((await peer.deliver({ ...fields, short_message: 'id:never-heard-of stat:DELIVRD' })).at(-1)).toBe(0);
    await becomes(alone, 'Delivered');
    await end(process);
    await bound(1);
    const [one, other] = [await lose(), await lose()];
    const reference = peer.submits.at(-1)?.user_message_reference;
    expect((await peer.deliver({ ...fields, short_message: 'id:unheard-1 stat:DELIVRD' })).at(-1)).toBe(0);
    expect((await peer.deliver({ ...fields, short_message: 'id:unheard-2 stat:UNDELIV', user_message_reference: reference })).at(-1)).toBe(
      0,
    );
    await becomes(other, 'Undelivered');
    await becomes(one, 'In doubt');
    interface State {
      providers: { name: string; unreadReceipts: number; unreadMessages: number }[];
    }
    const operator = server.client.as({ scope: 'system:read' });
    const [state] = await eventually(
      async () => (await operator.ask<State>('GET', '/api/v1/system')).body.providers,
      ([provider]) => provider?.unreadReceipts === 1,
    );
    expect(state).toMatchObject({ name: 'SMPP', unreadMessages: 0 });
  });
});

describe('a STOP', () => {
  const optOut = async (from: string): Promise<number> =>
    (await server.sql.query('select from suppression o where o.address = $1', [`+${from}`])).rowCount ?? 0;
  const kept = async (from: string): Promise<object[]> => {
    const text = 'select i.content, i.keyword from sms_inbound i where i.sent_from = $1';
    return (await server.sql.query<{ content: string }>(text, [`+${from}`])).rows;
  };
  let last = 14155550200;
  const fields = (from: string) => ({ source_addr_ton: 1, source_addr: from, dest_addr_ton: 3, destination_addr: '24666' });

  it.each([0x00, 0x01, 0x04, 0x11, 0x19, 0xc0, 0xd1, 0xe0, 0xf0, 0xf5])(
    'in data_coding %i is obeyed, and kept once where it comes again',
    async (data_coding) => {
      const from = String(++last);
      const isWide = data_coding === 0x19 || data_coding === 0xe0;
      const short_message = isWide ? Buffer.from('STOP', 'utf16le').swap16() : Buffer.from('STOP');
      expect(await peer.deliver({ ...fields(from), data_coding, short_message })).toEqual([0]);
      for (const session of peer.sessions) session.destroy();
      await bound(1);
      const process = await another();
      await bound(2);
      expect(await peer.deliver({ ...fields(from), data_coding, short_message })).toEqual([0]);
      await end(process);
      await bound(1);
      expect([await kept(from), await optOut(from)]).toEqual([[{ content: 'STOP', keyword: 'STOP' }], 1]);
    },
  );

  it('with stray zeros behind it is obeyed', async () => {
    const smsc = await HostileSmsc.start();
    const process = await another(smsc.port);
    await eventually(
      () => Promise.resolve(smsc.binds),
      (binds) => binds === 1,
    );
    for (const zeros of [1, 2]) {
      const from = String(++last);
      const flags = {
        esm_class: 0,
        protocol_id: 0,
        priority_flag: 0,
        registered_delivery: 0,
        replace_if_present_flag: 0,
        sm_default_msg_id: 0,
      };
      const times = { schedule_delivery_time: '', validity_period: '', service_type: '', data_coding: 0 };
      const body = { ...fields(from), ...flags, ...times, source_addr_npi: 1, dest_addr_npi: 1, short_message: Buffer.from('STOP') };
      const pdu = Buffer.concat([encode('deliver_sm', body, { sequence: zeros }), Buffer.alloc(zeros)]);
      pdu.writeUInt32BE(pdu.length, 0);
      const answers = await smsc.provoke([pdu]);
      expect(answers).toMatchObject([{ command: 'deliver_sm_resp', status: 0 }]);
      expect([await kept(from), await optOut(from)]).toEqual([[{ content: 'STOP', keyword: 'STOP' }], 1]);
    }
    await end(process);
    await smsc.close();
  });

  it('that can’t be read is kept as it came', async () => {
    const from = String(++last);
    expect(await peer.deliver({ ...fields(from), data_coding: 0x2a, short_message: Buffer.of(0xd3, 0xe9, 0x13) })).toEqual([0]);
    expect(await kept(from)).toEqual([{ content: '[data_coding 0x2a, 3 octets] d3e913', keyword: null }]);
  });
});
