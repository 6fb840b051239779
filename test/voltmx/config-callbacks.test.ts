// What a stored provider calls us for finds its way: taken by an API process, applied by a worker, and also where the tenant has gone to
// another account since.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { signature } from '../providers/twilio-server.js';
import { answer, json } from '../providers/vendor-server.js';
import { ACCOUNT as VONAGE, VonageServer } from '../providers/vonage-server.js';
import { type Client, eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';
import { signatureOf } from '../../src/providers/vonage/signature.js';
import { Accounts, configures, properties } from './config-rig.js';

const PUBLIC = 'https://sms.example.com';

let accounts: Accounts;
let vonage: VonageServer;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  [accounts, vonage] = await Promise.all([Accounts.start(), VonageServer.start()]);
  vonage.behave = ({ method }, response) => {
    answer(
      response,
      method === 'GET' ? json(200, { value: 1 }) : json(200, { 'message-count': '1', messages: [{ status: '0', 'message-id': 'V' }] }),
    );
  };
  const hosts = `${accounts.server.host},${new URL(vonage.url).host}`;
  server = await startServer(accounts.settings({ ROLE: 'api', PUBLIC_URL: PUBLIC, PROVIDER_HOSTS: hosts }), {
    providers: [new Told('OURS')],
  });
  await server.worker();
  admin = configures(server.client);
});
afterAll(async () => {
  await server.close();
  await Promise.all([accounts.close(), vonage.close()]);
});
beforeEach(() => server.sql.query('truncate sms_inbound'));

const store = async (body: unknown): Promise<void> => {
  expect((await admin.ask('POST', '/api/v1/smsconfig', body)).status).toBe(200);
};
const post = async (url: string, fields: Record<string, string>, signed: string): Promise<number> => {
  const body = new URLSearchParams(fields);
  return (await fetch(url.replace(PUBLIC, server.url), { method: 'POST', body, headers: { 'x-twilio-signature': signed } })).status;
};
/** A message that left by the account, and where its receipt goes. */
async function left(sid: string): Promise<{ id: string; callback: string }> {
  let id = '';
  const sent = await eventually(
    async () => {
      id = await admin.submitted({});
      await admin.settled(id);
      return accounts.sent.at(-1);
    },
    (last) => last?.account === sid,
  );
  return { id, callback: sent?.form.get('StatusCallback') ?? '' };
}
const inbound = async (): Promise<number> => (await server.sql.query('select from sms_inbound')).rowCount ?? 0;
const MESSAGE = { From: '+15005550100', To: '+15005550006', Body: 'hello' };

it('a receipt, by the name of its provider, which nobody else’s token opens', async () => {
  const [first, second] = [accounts.open(), accounts.open()];
  await store(accounts.body(first));
  const { id, callback } = await left(first.sid);
  expect(callback).toMatch(/^https:\/\/sms\.example\.com\/carriers\/twilio__[\da-f]{16}\/receipts\?ref=\d+\.1$/);
  const status = { MessageSid: `SM${'0'.repeat(32)}`, MessageStatus: 'delivered' };
  expect(await post(callback, status, signature(callback, status, second.token))).toBe(403);
  await store(accounts.body(second));
  const later = await left(second.sid);
  expect(new URL(later.callback).pathname).not.toBe(new URL(callback).pathname);
  // That of the account before is heard all the same.
  expect(await post(callback, status, signature(callback, status, second.token))).toBe(403);
  expect(await post(callback, status, signature(callback, status, first.token))).toBe(200);
  await eventually(
    () => admin.request(id),
    ({ counts }) => counts.Delivered === 1,
  );
  // Not for ever: by then nobody asks what became of them.
  await server.sql.query(
    `update provider_config set replaced_at = replaced_at - interval '4 days', version = gen_random_uuid() where not coalesce(is_current, false)`,
  );
  await eventually(
    () => post(callback, status, signature(callback, status, first.token)),
    (answered) => answered === 404,
  );
  expect((await server.sql.query('select from provider_config')).rowCount).toBe(1);
});

it('a token that is changed is believed from then on, and the one before no more', async () => {
  const account = accounts.open();
  await store(accounts.body(account));
  const { callback } = await left(account.sid);
  const fresh = { sid: account.sid, token: 'the-next-token' };
  accounts.tokens.set(account.sid, fresh.token);
  await store(accounts.body(fresh));
  const status = { MessageSid: `SM${'0'.repeat(32)}`, MessageStatus: 'delivered' };
  expect(await post(callback, status, signature(callback, status, account.token))).toBe(403);
  expect(await post(callback, status, signature(callback, status, fresh.token))).toBe(200);
  await left(account.sid);
});

it('a message to its number is kept, unless the tenant takes none', async () => {
  const account = accounts.open();
  await store(accounts.body(account));
  const { inboundUrl: url } = (await admin.ask<{ inboundUrl: string }>('GET', '/api/v1/smsconfig')).body;
  expect(url).toBe((await left(account.sid)).callback.replace(/\/receipts.*$/, '/inbound'));
  const arrives = (sid: string): Promise<number> => {
    const fields = { ...MESSAGE, MessageSid: `SM${sid.repeat(32)}` };
    return post(url, fields, signature(url, fields, account.token));
  };
  expect([await arrives('1'), await inbound()]).toEqual([200, 1]);
  const kept = await server.sql.query<{ tenant: string }>('select tenant from sms_inbound');
  expect(kept.rows).toEqual([{ tenant: 'acme' }]);
  await store(accounts.body(account, {}, { inboundEnabled: 'false' }));
  expect([await arrives('2'), await inbound()]).toEqual([200, 1]);
  await store(accounts.body(account, {}, { inboundEnabled: true }));
  expect([await arrives('3'), await inbound()]).toEqual([200, 2]);
});

it('the Volt MX API’s inbound address takes it too, and what people ask for there holds for that tenant alone', async () => {
  const account = accounts.open();
  await store(accounts.body(account));
  await left(account.sid);
  const url = `${PUBLIC}/api/v1/messages/sms/inbound/provider`;
  const fields = { ...MESSAGE, Body: 'STOP', MessageSid: `SM${'7'.repeat(32)}` };
  expect(await post(url, fields, signature(url, fields, 'another-token'))).toBe(401);
  expect([await post(url, fields, signature(url, fields, account.token)), await inbound()]).toEqual([200, 1]);
  const out = await server.sql.query<{ tenant: string }>('select tenant from suppression');
  expect(out.rows).toEqual([{ tenant: 'acme' }]);
  await store(accounts.body(account, {}, { inboundEnabled: false }));
  expect(await post(url, fields, signature(url, fields, account.token))).toBe(401);
});

it('a message from an address that isn’t listed is refused, where that is asked for', async () => {
  const values = {
    ...{ 'API Key': VONAGE.apiKey, 'API Secret': VONAGE.apiSecret, From: 'ACME', 'Host URL': vonage.url },
    'Signature Secret': VONAGE.signatureSecret,
  };
  const configured = (ips: string, inboundSecurityEnabled: boolean) => ({
    ...{ provider: 'NEXMO', inboundSecurityEnabled },
    properties: properties({ ...values, inboundWhitelistIPs: ips }),
  });
  const name = async (): Promise<string> =>
    (
      (await server.sql.query<{ name: string }>(`select name from provider_config where is_current and provider = 'NEXMO'`)).rows[0]
        ?.name ?? ''
    ).toLowerCase();
  const arrives = async (messageId: string): Promise<number> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const fields = new Map(Object.entries({ messageId, msisdn: '15005550100', to: '15005550006', text: 'hello', timestamp }));
    fields.set('sig', signatureOf('sha256', VONAGE.signatureSecret, fields));
    return post(`${PUBLIC}/carriers/${await name()}/inbound`, Object.fromEntries(fields), '');
  };
  await store(configured('192.0.2.0/24', true));
  expect([await arrives('1'), await inbound()]).toEqual([403, 0]);
  await store(configured('192.0.2.0/24', false));
  expect([await arrives('2'), await inbound()]).toEqual([200, 1]);
  await store(configured('192.0.2.0/24,127.0.0.0/8', true));
  expect([await arrives('3'), await inbound()]).toEqual([200, 2]);
});
