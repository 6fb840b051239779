// A whole server whose provider is an SMSC that is not ours: from a submit to the receipt, across a restart.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import type { Smpp } from '../../src/providers/smpp/smpp.js';
import { NUMBER, Peer } from '../providers/smpp-peer.js';
import { ADDRESSED, smppTo } from '../providers/smpp-rig.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/client.js';
import { askNow } from '../support/in-doubt.js';
import { startServer, TEST_LANES, type TestServer } from '../support/server.js';

describe('text by an SMSC', () => {
  let peer: Peer;
  let server: TestServer;
  beforeAll(async () => {
    peer = await Peer.start();
    server = await startServer({}, { providers: [smppTo(peer.port)] });
  });
  afterAll(async () => {
    await server.close();
    await peer.close();
  });
  /** The last first. */
  const statusOf = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ status }) => status);

  it('ends as its receipts say, however they come', async () => {
    const mobiles = [NUMBER.delivered, NUMBER.undelivered, NUMBER.refused, NUMBER.early, NUMBER.accepted];
    const id = await server.client.submitted({ mobiles });
    await eventually(
      () => statusOf(id),
      (statuses) => statuses.join() === 'Submitted,Delivered,Rejected,Undelivered,Delivered',
    );
  });

  it('is not signed in for by a process that only answers HTTP', async () => {
    const before = peer.binds.length;
    const settings = { DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, ...TEST_LANES };
    const parts = (): { providers: Smpp[] } => ({ providers: [smppTo(peer.port)] });
    const api = await startApp({ ...settings, ROLE: 'api' }, (config) => AppModule.register(config, parts()));
    const worker = await startApp({ ...settings, ROLE: 'worker' }, (config) => AppModule.register(config, parts()));
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (sessions) => sessions === 2,
    );
    expect(peer.binds.length).toBe(before + 1);
    await Promise.all([api.close(), worker.close()]);
  });

  it.each([undefined, '+12025550100'])(
    'is taken back with its request, by the addresses that it was sent by (sender %p)',
    async (sender) => {
      const id = await server.client.submitted({ mobiles: [NUMBER.accepted], content: 'x'.repeat(200), sender });
      await eventually(
        () => statusOf(id),
        ([status]) => status === 'Submitted',
      );
      expect((await server.client.cancel(id)).status).toBe(400);
      await eventually(
        () => server.client.request(id),
        ({ counts }) => counts.recalled === 1,
      );
      const [parts, cancels] = [peer.submits.slice(-2), peer.cancels.slice(-2)];
      const names = [
        'service_type',
        'source_addr_ton',
        'source_addr_npi',
        'source_addr',
        'dest_addr_ton',
        'dest_addr_npi',
        'destination_addr',
      ];
      const addressesOf = (pdus: typeof parts): unknown[] => pdus.map((pdu) => names.map((name) => pdu[name]));
      expect(addressesOf(cancels)).toEqual(addressesOf(parts));
      expect(new Set(cancels.map(({ message_id }) => message_id)).size).toBe(2);
    },
  );

  it('is heard of by another process than the one that sent it', async () => {
    const id = await server.client.submitted({ mobiles: [NUMBER.accepted] });
    await eventually(
      () => statusOf(id),
      ([status]) => status === 'Submitted',
    );
    const { rows } = await server.sql.query<{ provider_message_id: string }>(
      'select e.provider_message_id from queue_entry e where e.lane = (($1::bigint >> 53) & 1023) and e.entry_id = $1::bigint + 1',
      [id],
    );
    // Another worker, with a session of its own, that has never heard of the message.
    const settings = { DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, ROLE: 'worker', ...TEST_LANES };
    const parts = { providers: [smppTo(peer.port)] };
    const other = await startApp(settings, (config) => AppModule.register(config, parts));
    await eventually(
      () => Promise.resolve(peer.sessions.length),
      (sessions) => sessions === 2,
    );
    expect(await peer.receipt({ id: rows[0]?.provider_message_id ?? '', ...ADDRESSED }, 'UNDELIV')).toEqual([0]);
    await eventually(
      () => statusOf(id),
      ([status]) => status === 'Undelivered',
    );
    await other.close();
  });

  it('is found by the SMSC where the worker died after its answer', async () => {
    const id = await server.client.submitted({ mobiles: [NUMBER.accepted] });
    await eventually(
      () => statusOf(id),
      ([status]) => status === 'Submitted',
    );
    await server.sql.query(
      `update queue_entry set status = 7, provider = null, provider_message_id = null where entry_id = $1::bigint + 1 and lane = (($1::bigint >> 53) & 1023)`,
      [id],
    );
    await server.sql.query('update queue_slice set submitted = 0, in_doubt = 1 where request_id = $1', [id]);
    peer.state = 2;
    await askNow(server, id, 1);
    await eventually(
      () => statusOf(id),
      ([status]) => status === 'Delivered',
    );
    expect(peer.queries).toHaveLength(1);
  });
});
