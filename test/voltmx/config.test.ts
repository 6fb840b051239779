// The Volt MX API's configuration (contract section 4) over HTTP: what is shown, what is refused, and that a secret goes in and never comes
// out.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT as VONAGE, VonageServer } from '../providers/vonage-server.js';
import { API_KEY, ClickatellServer } from '../providers/clickatell-server.js';
import { Peer } from '../providers/smpp-peer.js';
import { json, answer } from '../providers/vendor-server.js';
import { cloneDatabase } from '../support/database.js';
import { type Answer, type Client, eventually } from '../support/client.js';
import { SECRET } from '../support/token.js';
import { Process } from '../support/process.js';
import { startServer, type TestServer } from '../support/server.js';
import { Accounts, CONFIG_KEY, configures, HIDDEN, properties, valuesOf } from './config-rig.js';

let accounts: Accounts;
let vonage: VonageServer;
let clickatell: ClickatellServer;
let smsc: Peer;
let server: TestServer;
let admin: Client;
beforeAll(async () => {
  [accounts, vonage, clickatell, smsc] = await Promise.all([
    Accounts.start(),
    VonageServer.start(),
    ClickatellServer.start(),
    Peer.start(),
  ]);
  const hosts = [accounts.server.host, new URL(vonage.url).host, clickatell.host, `127.0.0.1:${smsc.port}`, 'proxy.example.com'];
  server = await startServer(accounts.settings({ PROVIDER_HOSTS: hosts.join(',') }));
});
afterAll(async () => {
  await server.close();
  await Promise.all([accounts.close(), vonage.close(), clickatell.close(), smsc.close()]);
});
beforeEach(async () => {
  admin = configures(server.client);
  vonage.behave = (seen, response) => {
    const isGood = seen.headers.authorization === `Basic ${Buffer.from(`${VONAGE.apiKey}:${VONAGE.apiSecret}`).toString('base64')}`;
    const isCall = seen.url.startsWith('/v1/calls') && (seen.headers.authorization ?? '').startsWith('Bearer ');
    if (seen.method === 'GET') answer(response, isGood || isCall ? json(200, { value: 3.5, count: 0 }) : json(401, {}));
    else if (isCall) answer(response, json(201, { uuid: '63f61863-4a51-4f6b-86e1-46edebcf9356', status: 'started' }));
    else answer(response, json(200, { 'message-count': '1', messages: [{ status: '0', 'message-id': '0A' }] }));
  };
  await server.sql.query('delete from provider_config');
});

const store = (body: unknown, path = 'smsconfig', client = admin): Promise<Answer> => client.ask('POST', `/api/v1/${path}`, body);
const show = (path = 'smsconfig', client = admin): Promise<Answer> => client.ask('GET', `/api/v1/${path}`);
const STORED = { id: '', message: 'Details updated successfully' };
/** Submitted again and again, until one reached who is asked. */
const reaches = (fields: object, reached: () => boolean, client = admin): Promise<boolean> =>
  eventually(
    async () => {
      await client.settled(await client.submitted({ ...fields }));
      return reached();
    },
    (is) => is,
  );

describe('before anything is stored', () => {
  it('is the server’s own, which the Volt MX API doesn’t know here', async () => {
    for (const path of ['smsconfig', 'voiceconfig'])
      expect((await show(path)).body).toEqual({
        ...{ provider: '', protocol: '', inboundEnabled: true, inboundSecurityEnabled: true },
        properties: [],
      });
  });

  it('is the provider that the server has, without the operator’s account', async () => {
    const { sid, token } = accounts.open();
    const env = { PROVIDERS: 'twilio', TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: '+15005550006' };
    const own = await startServer(env);
    const client = configures(own.client);
    const [sms, voice] = [await show('smsconfig', client), await show('voiceconfig', client)];
    expect([sms.body, voice.body]).toMatchObject([
      { provider: 'TWILIO', protocol: 'HTTP', properties: [] },
      { provider: 'TWILIO_VOICE', protocol: 'HTTP', properties: [] },
    ]);
    expect(JSON.stringify([sms.body, voice.body])).not.toContain(sid);
    expect(await store(accounts.body({ sid, token }), 'smsconfig', client)).toMatchObject({
      ...{ status: 500, body: { id: '', message: 'No configuration can be stored: the setting CONFIG_KEY is missing' } },
    });
    await own.close();
  });
});

it('asks for the scope, by either path of the Volt MX API, and says so', async () => {
  for (const path of ['/api/v1/smsconfig', '/vpns/api/v1/voiceconfig', '/kpns/api/v1/smsconfig'])
    for (const method of ['GET', 'POST']) {
      expect((await fetch(server.url + path, { method })).status).toBe(401);
      const { status, body } = await server.client.ask(method, path, method === 'POST' ? '{' : undefined);
      expect([status, body.message]).toEqual([403, 'Forbidden. The scope config:manage is missing']);
    }
  expect((await admin.ask('DELETE', '/api/v1/smsconfig')).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  expect((await admin.ask('GET', '/vpns/api/v1/smsconfig')).status).toBe(200);
});

describe('TWILIO', () => {
  it('is shown as it was stored, without its token, to nobody else', async () => {
    const account = accounts.open();
    const values = { 'Header Content Type': 'text/plain', 'Maximum Character Limit': 160 };
    expect((await store(accounts.body(account, values, { inboundEnabled: 'false', inboundSecurityEnabled: 'TRUE' }))).body).toEqual(STORED);
    const shown = await show();
    expect(shown.body).toEqual({
      ...{ provider: 'TWILIO', protocol: 'HTTP', inboundEnabled: false, inboundSecurityEnabled: true },
      properties: properties({
        ...{ 'Account SID': account.sid, 'Auth Token': HIDDEN, From: '+15005550006', 'Host URL': accounts.server.url },
        ...{ 'Header Content Type': 'text/plain', 'Maximum Character Limit': '160' },
      }),
    });
    expect((await show('smsconfig', configures(server.client, 'other'))).body).toMatchObject({ provider: '', properties: [] });
    expect((await show('voiceconfig')).body).toMatchObject({ provider: '', properties: [] });
    const { rows } = await server.sql.query<{ secrets: Buffer }>('select * from provider_config');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.secrets.includes(account.token)).toBe(false);
    expect(JSON.stringify(rows)).not.toContain(account.token);
  });

  it('takes the address of its accounts, and a messaging service as sender', async () => {
    const account = accounts.open();
    const service = `MG${'0'.repeat(32)}`;
    const values = { From: service, 'Host URL': `${accounts.server.url}/2010-04-01/Accounts/` };
    expect((await store(accounts.body(account, values))).status).toBe(200);
    await reaches({}, () => accounts.sent.at(-1)?.form.get('MessagingServiceSid') === service);
  });

  it('keeps a secret that is sent back as it is shown, for the same place alone', async () => {
    const [account, another] = [accounts.open(), accounts.open()];
    await store(accounts.body(account));
    const kept = { sid: account.sid, token: HIDDEN };
    expect((await store(accounts.body(kept, { From: '+15005550007' }))).body).toEqual(STORED);
    expect(valuesOf(await show())).toMatchObject({ From: '+15005550007', 'Auth Token': HIDDEN });
    await reaches({}, () => accounts.sent.at(-1)?.form.get('From') === '+15005550007');
    const elsewhere = await store(accounts.body(kept, { 'Host URL': 'https://api.twilio.com' }));
    expect(elsewhere.body.errors).toEqual([{ field: 'Auth Token', message: 'is needed: what is stored is for another Host URL' }]);
    const nexmo = { provider: 'NEXMO', properties: properties({ 'API Key': VONAGE.apiKey, 'API Secret': HIDDEN, From: 'ACME' }) };
    expect((await store(nexmo)).body).toMatchObject({
      message: 'Invalid keys provided.',
      errors: [{ field: 'API Secret', message: 'is needed: what is stored is another provider’s' }],
    });
    expect((await store(accounts.body({ sid: another.sid, token: HIDDEN }))).body.message).toMatch(/^Unable to connect/);
    const hidden = await store(accounts.body(account, { From: HIDDEN }));
    expect(hidden.body.errors).toEqual([{ field: 'From', message: `is ${HIDDEN}, which stands for nothing that is stored` }]);
    expect(valuesOf(await show())).toMatchObject({ 'Account SID': account.sid, From: '+15005550007' });
    await server.sql.query('delete from provider_config');
    expect((await store(accounts.body(kept))).status).toBe(400);
  });

  it('changes nothing where the account can’t be used', async () => {
    const account = accounts.open();
    await store(accounts.body(account));
    const before = (await server.sql.query('select * from provider_config')).rows;
    for (const body of [accounts.body({ ...account, token: 'another' }), accounts.body({ ...accounts.open(), token: 'another' })])
      expect(await store(body)).toMatchObject({
        ...{ status: 400, body: { id: '', message: 'Unable to connect to the SMS provider with the given credentials.' } },
      });
    expect((await server.sql.query('select * from provider_config')).rows).toEqual(before);
  });

  it('lets one of two that are stored at once through', async () => {
    const statuses = async (): Promise<number[]> =>
      (await Promise.all([1, 2, 3, 4].map(() => store(accounts.body(accounts.open()))))).map(({ status }) => status);
    for (const answered of [await statuses(), await statuses()]) {
      expect(answered).toContain(200);
      expect(answered.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    }
    expect((await server.sql.query('select from provider_config where is_current')).rowCount).toBe(1);
  });
});

describe('NEXMO', () => {
  const values = (more: object = {}): Record<string, unknown> => ({
    ...{ 'API Key': VONAGE.apiKey, 'API Secret': VONAGE.apiSecret, From: 'Engagement', 'Host URL': vonage.url },
    ...more,
  });

  it('by HTTP', async () => {
    const body = { provider: 'nexmo', properties: properties(values({ inboundWhitelistIPs: '192.0.2.0/24, 2001:db8::1' })) };
    expect((await store(body)).body).toEqual(STORED);
    expect(valuesOf(await show())).toEqual(values({ 'API Secret': HIDDEN, inboundWhitelistIPs: '192.0.2.0/24, 2001:db8::1' }));
    await reaches({ mobiles: ['+12025550111'] }, () => vonage.seen.at(-1)?.body.includes('to=12025550111') === true);
  });

  it('by SMPP', async () => {
    const own = { 'Account SID': 'system', 'Secret Key': 'secret', 'Sender ID': 'ACME', 'Host URL': '127.0.0.1', Port: smsc.port };
    expect((await store({ provider: 'NEXMO', protocol: 'smpp', properties: properties(own) })).body).toEqual(STORED);
    expect(valuesOf(await show())).toEqual({ ...own, 'Secret Key': HIDDEN, Port: String(smsc.port) });
    await reaches({ mobiles: ['+12025550112'] }, () => smsc.submits.some(({ destination_addr }) => destination_addr === '12025550112'));
    const kept = (where: object) => ({
      provider: 'NEXMO',
      protocol: 'SMPP',
      properties: properties({ ...own, 'Secret Key': HIDDEN, ...where }),
    });
    expect((await store(kept({ 'Sender ID': 'OTHER' }))).body).toEqual(STORED);
    for (const moved of [{ Port: '2776' }, { Port: `0${smsc.port}` }, { 'Host URL': 'tls://127.0.0.1' }])
      expect(JSON.stringify((await store(kept(moved))).body.errors)).toContain(`is for another ${Object.keys(moved).join()}"`);
    smsc.bindStatus = 0x0e;
    const refused = await store({ provider: 'NEXMO', protocol: 'SMPP', properties: properties({ ...own, 'Secret Key': 'other' }) });
    smsc.bindStatus = 0;
    expect(refused.body.message).toBe('Unable to connect to the SMS provider with the given credentials.');
  });

  it('by voice', async () => {
    const own = {
      'App Id': VONAGE.applicationId,
      'Private Key': VONAGE.privateKey,
      From: '15005550006',
      'Host URL': `${vonage.url}/v1/calls`,
    };
    const more = { 'Voice Name': 'Amy', 'Message Repeat Times': '2' };
    expect((await store({ provider: 'NEXMO_VOICE', properties: properties({ ...own, ...more }) }, 'voiceconfig')).body).toEqual(STORED);
    expect(valuesOf(await show('voiceconfig'))).toEqual({ ...own, ...more, 'Private Key': HIDDEN });
    await reaches({ channel: 'voicesms', mobiles: ['+12025550113'] }, () => vonage.seen.at(-1)?.body.includes('12025550113') === true);
    expect(JSON.parse(vonage.seen.at(-1)?.body ?? '')).toMatchObject({ from: { number: '15005550006' }, ncco: [{ loop: 2 }] });
    const bad = { provider: 'NEXMO_VOICE', properties: properties({ ...own, 'Private Key': 'no key' }) };
    expect((await store(bad, 'voiceconfig')).body.errors).toEqual([{ field: 'Private Key', message: 'is not one that can be used' }]);
  });
});

it('CLICKATELL', async () => {
  const own = { 'API ID': API_KEY, From: '15005550006', 'Mobile Originated': '1', 'Host URL': clickatell.url };
  const configuration = (values: object) => ({ provider: 'CLICKATELL', properties: properties({ ...values }) });
  const without = await store(configuration({ ...own, 'Mobile Originated': '' }));
  expect([without.status, without.body]).toEqual([
    400,
    { id: '', message: 'Value is required for mobile originated.', errors: [{ field: 'Mobile Originated', message: 'is missing' }] },
  ]);
  expect((await store(configuration({ ...own, 'User Name': 'name' }))).body.errors).toEqual([{ field: 'Password', message: 'is missing' }]);
  expect((await store(configuration(own))).body).toEqual(STORED);
  expect(valuesOf(await show())).toEqual({ ...own, 'API ID': HIDDEN });
  await reaches({ mobiles: ['+12025550114'] }, () => clickatell.messages().some(({ to }) => to === '12025550114'));
});

it('puts no secret into a log', async () => {
  const database = await cloneDatabase();
  const account = accounts.open('a-token-that-nobody-may-see');
  const production = { NODE_ENV: 'production', ALLOW_SIMULATOR: 'true', JWT_SECRET: SECRET };
  const running = Process.start(process.execPath, ['dist/main.js'], {
    ...{ LOG_LEVEL: 'trace', PORT: '0', DATABASE_URL: database.url, ...production },
    ...{ DATA_DIR: server.folder, CONFIG_KEY, PROVIDER_HOSTS: accounts.server.host },
  });
  const client = configures(server.client.at(await running.prints(/listens on (\S+)/)));
  expect((await store(accounts.body({ ...account, token: 'a-wrong-token' }), 'smsconfig', client)).status).toBe(400);
  expect((await store(accounts.body(account), 'smsconfig', client)).status).toBe(200);
  await reaches({}, () => accounts.mobiles(account.sid).length > 0, client);
  await running.end('SIGTERM');
  expect(running.output).toContain('is stored: a tenant’s text messages use it');
  for (const secret of [account.token, 'a-wrong-token', CONFIG_KEY, account.sid]) expect(running.output).not.toContain(secret);
  await database.close();
});
