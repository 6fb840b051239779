// Receipts through the whole server, of every provider that has another side: whenever, however often and of whatever they come, an entry
// ends as its own attempt did, once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clickatellRig } from '../providers/clickatell-rig.js';
import { twilioRig } from '../providers/twilio-server.js';
import { httpVendor, smppVendor, type Vendor } from '../providers/vendors.js';
import { vonageText, vonageVoice } from '../providers/vonage-rig.js';
import { type EntryBody, eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const VENDORS: [string, () => Promise<Vendor>][] = [
  ['Twilio’s texts', () => httpVendor(twilioRig())],
  ['Twilio’s calls', () => httpVendor({ ...twilioRig(), channel: 'voice' })],
  ['Vonage’s texts', () => httpVendor(vonageText())],
  ['Vonage’s calls', () => httpVendor(vonageVoice())],
  ['Clickatell’s texts', () => httpVendor(clickatellRig())],
  ['an SMSC’s texts', smppVendor],
];

describe.each(VENDORS)('receipts of %s', (_, start) => {
  let vendor: Vendor;
  let server: TestServer;
  beforeAll(async () => {
    vendor = await start();
    const address = vendor.publicUrl === undefined ? {} : { PUBLIC_URL: vendor.publicUrl };
    server = await startServer({ PROVIDER_TIMEOUT_MS: '500', ...address }, { providers: [vendor.provider] });
  });
  beforeEach(() => {
    vendor.receive = () => Promise.resolve('taken');
    vendor.arrivals.length = 0;
  });
  afterAll(async () => {
    await server.close();
    await vendor.close();
  });

  const submitted = (): Promise<string> =>
    server.client.submitted({ mobiles: ['+15005550100'], ...(vendor.channel === 'voice' && { channel: 'voicesms' }) });
  const becomes = async (id: string, status: string): Promise<EntryBody> => {
    const [entry] = await eventually(
      () => server.client.entries(id),
      ([each]) => each?.status === status,
    );
    if (entry === undefined) throw new Error('no entry');
    return entry;
  };
  /** As vendors do: again until it is confirmed. */
  const tell = (told: string, status: 'delivered' | 'undelivered'): Promise<boolean> =>
    eventually(
      () => vendor.tell(told, status, server.url),
      (confirmed) => confirmed,
    );
  /** Whatever was stored has been looked at. */
  const applied = (): Promise<number> =>
    eventually(
      async () => (await server.sql.query('select from delivery_receipt')).rowCount ?? -1,
      (count) => count === 0,
    );
  const arrived = async (count: number): Promise<string> => {
    await eventually(
      () => Promise.resolve(vendor.arrivals.length),
      (arrivals) => arrivals >= count,
    );
    return vendor.arrivals[count - 1] ?? '';
  };

  it('that overtake the answer are kept and applied', async () => {
    vendor.receive = async (told) => {
      await vendor.overtake(told, server.url);
      return 'taken';
    };
    expect(await becomes(await submitted(), 'Delivered')).toMatchObject({ attempts: 1 });
    expect(vendor.arrivals).toHaveLength(1);
  });

  it.each([
    ['delivered', 'undelivered', 'Delivered'],
    ['undelivered', 'delivered', 'Undelivered'],
  ] as const)('that are repeated, or say %s and later %s, change nothing more', async (first, second, status) => {
    const id = await submitted();
    await becomes(id, 'Submitted');
    const told = await arrived(1);
    for (const said of [first, first]) await tell(told, said);
    const before = await becomes(id, status);
    for (const said of [first, second, first]) await tell(told, said);
    await applied();
    expect(await becomes(id, status)).toEqual(before);
  });

  it('that are late end a doubt, and nothing is sent twice', async () => {
    vendor.receive = () => Promise.resolve('lost');
    const id = await submitted();
    await becomes(id, 'In doubt');
    await tell(await arrived(1), 'delivered');
    expect(await becomes(id, 'Delivered')).toMatchObject({ attempts: 1 });
    expect(vendor.arrivals).toHaveLength(1);
  });

  // An SMSC gives no name to a message that it didn't take.
  if (start !== smppVendor)
    it('of an earlier attempt change nothing', async () => {
      vendor.receive = () => Promise.resolve(vendor.arrivals.length === 1 ? 'busy' : 'taken');
      const id = await submitted();
      await becomes(id, 'Submitted');
      for (const status of ['undelivered', 'delivered'] as const) await tell(await arrived(1), status);
      await applied();
      expect(await becomes(id, 'Submitted')).toMatchObject({ attempts: 2 });
      await tell(await arrived(2), 'undelivered');
      await becomes(id, 'Undelivered');
    });

  it('of a message that never was are taken, and change nothing', async () => {
    const id = await submitted();
    const before = await becomes(id, 'Submitted');
    const stranger = `${BigInt(before.smsId) + (1n << 30n)}.1`;
    for (const told of [stranger, `${before.smsId}.7`, 'somebody-else']) await tell(told, 'delivered');
    await applied();
    expect(await becomes(id, 'Submitted')).toEqual(before);
  });

  it('that can’t be stored are not confirmed, and come again', async () => {
    const id = await submitted();
    await becomes(id, 'Submitted');
    const told = await arrived(1);
    await server.sql.query('alter table delivery_receipt add constraint nothing check (false) not valid');
    expect(await vendor.tell(told, 'delivered', server.url)).toBe(false);
    await server.sql.query('alter table delivery_receipt drop constraint nothing');
    await tell(told, 'delivered');
    await becomes(id, 'Delivered');
  });
});
