// A stored configuration is what the tenant's messages go by: in every process, from then on, for its messages alone.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import type { Message } from '../../src/providers/provider.js';
import { Control } from '../../src/queue/control/control.js';
import { startApp } from '../support/app.js';
import { type Client, eventually, inAnHour, mobiles } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';
import { Accounts, CONFIG_KEY, configures, properties } from './config-rig.js';

let accounts: Accounts;
let ours: Told;
let server: TestServer;
let admin: Client;
beforeEach(async () => {
  accounts = await Accounts.start();
  ours = new Told('OURS');
  server = await startServer(accounts.settings({ ROLE: 'api' }), { providers: [ours] });
  await server.worker();
  admin = configures(server.client);
});
afterEach(async () => {
  await server.close();
  await accounts.close();
});

const stores = async (client: Client, body: object, path = 'smsconfig'): Promise<void> => {
  const { status, body: said } = await client.ask('POST', `/api/v1/${path}`, body);
  expect([status, said]).toEqual([200, { id: '', message: 'Details updated successfully' }]);
};
/** Once a worker, too, has heard of what was stored. */
const sends = async (client: Client, sid: string): Promise<void> => {
  await eventually(
    async () => {
      const [mobile = ''] = mobiles(1, 90_000 + Math.floor(Math.random() * 9_999));
      await client.settled(await client.submitted({ mobiles: [mobile] }));
      return accounts.mobiles(sid).includes(mobile);
    },
    (is) => is,
  );
};

it('goes by it in a worker that runs, another tenant by what was configured', async () => {
  const account = accounts.open();
  await stores(admin, accounts.body(account));
  await sends(admin, account.sid);
  const before = ours.had.length;
  const id = await admin.submitted({ mobiles: mobiles(50) });
  const { counts } = await admin.settled(id);
  expect([counts.Submitted, accounts.mobiles(account.sid).filter((each) => mobiles(50).includes(each))]).toEqual([50, mobiles(50)]);
  expect(accounts.sent[0]?.form.get('From')).toBe('+15005550006');
  const other = server.client.as({ tenant: 'other' });
  await other.settled(await other.submitted({ mobiles: mobiles(5, 500) }));
  expect(ours.had.length - before).toBe(5);
  // Nobody sees whose it is.
  const [entry] = await admin.entries(id);
  expect(entry).toMatchObject({ provider: 'TWILIO', statusMessage: 'SMS request sent to TWILIO Gateway' });
  const { body } = await admin.ask('POST', '/api/v1/status/sms', { requestId: id });
  expect(JSON.stringify(body)).not.toContain('__');
});

it('is changed while messages leave: each goes by one account or the other, none twice, and at last by the new one', async () => {
  const [first, second] = [accounts.open(), accounts.open()];
  await stores(admin, accounts.body(first));
  await sends(admin, first.sid);
  const id = await admin.submitted({ mobiles: mobiles(2_000) });
  await accounts.server.until(300);
  await stores(admin, accounts.body(second));
  expect((await admin.settled(id)).counts.Submitted).toBe(2_000);
  const had = [first, second].map(({ sid }) => accounts.mobiles(sid).filter((each) => mobiles(2_000).includes(each)));
  expect(had.flat().sort()).toEqual(mobiles(2_000));
  await sends(admin, second.sid);
  const again = accounts.mobiles(first.sid).length;
  await admin.settled(await admin.submitted({ mobiles: mobiles(20, 5_000) }));
  expect([accounts.mobiles(first.sid).length, accounts.mobiles(second.sid).includes(mobiles(1, 5_000)[0] ?? '')]).toEqual([again, true]);
});

it('takes what waited already, in whatever queue', async () => {
  const [voice, account] = [accounts.open(), accounts.open()];
  const texts = await admin.submitted({ mobiles: mobiles(30), startTimestamp: inAnHour(), sender: 'ACME' });
  const calls = await admin.submitted({ mobiles: mobiles(3, 100), startTimestamp: inAnHour(), channel: 'voicesms' });
  await stores(admin, accounts.body(account));
  await sends(admin, account.sid);
  await stores(admin, { ...accounts.body(voice), provider: 'TWILIO_VOICE' }, 'voiceconfig');
  await eventually(
    async () => {
      await admin.settled(await admin.submitted({ mobiles: ['+12025550199'], channel: 'voicesms' }));
      return accounts.mobiles(voice.sid).length;
    },
    (count) => count > 0,
  );
  for (const id of [texts, calls]) {
    await admin.schedule(id, { startsAt: 0 });
    await admin.settled(id);
  }
  expect(accounts.mobiles(account.sid)).toEqual(expect.arrayContaining(mobiles(30)));
  expect(accounts.sent.find(({ form }) => form.get('To') === mobiles(1)[0])?.form.get('From')).toBe('ACME');
  expect(accounts.mobiles(voice.sid)).toEqual(expect.arrayContaining(mobiles(3, 100)));
  expect(ours.had.map(({ address }) => address)).not.toEqual(expect.arrayContaining(mobiles(1)));
});

it('calls by the stored provider of calls after a text failed, with its voice and repeats', async () => {
  const account = accounts.open();
  const values = {
    From: '+15005550009',
    'Voice Type': 'alice',
    Language: 'en-GB',
    'Message Repeat Times': 3,
    'TwiML URL': 'https://a.example',
  };
  await stores(admin, { ...accounts.body(account, values), provider: 'TWILIO_VOICE' }, 'voiceconfig');
  ours.says = ({ channel, entryId }: Message) =>
    channel === 'text' ? { kind: 'refused', reason: 'no' } : { kind: 'accepted', providerMessageId: entryId };
  await eventually(
    async () => {
      await admin.settled(await admin.submitted({ mobiles: mobiles(2), content: 'hello', sendVoiceSmsOnFailure: true }));
      return accounts.sent;
    },
    (sent) => sent.length >= 2,
  );
  const [call] = accounts.sent;
  expect([call?.path.endsWith('/Calls.json'), call?.form.get('From'), call?.form.get('Twiml')]).toEqual([
    true,
    '+15005550009',
    '<Response><Say language="en-GB" voice="alice" loop="3">hello</Say></Response>',
  ]);
});

it('goes on after a restart, and waits where the key is another one', async () => {
  const account = accounts.open();
  await stores(admin, accounts.body(account));
  await sends(admin, account.sid);
  const common = { DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, POLL_MS: '50', LANES: LANES.join(',') };
  const operator = await Control.of(server.sql, LANES);
  await operator.hold({ kind: 'all', name: '' });
  const wrong = await startApp({ ...common, ...accounts.settings({ CONFIG_KEY: 'f'.repeat(64) }), ROLE: 'worker' }, (config) =>
    AppModule.register(config, { providers: [ours] }),
  );
  const before = ours.had.length;
  const id = await admin.submitted({ mobiles: mobiles(3, 700) });
  await wrong.close();
  await operator.resume({ kind: 'all', name: '' });
  expect((await admin.settled(id)).counts.Submitted).toBe(3);
  const api = await startApp({ ...common, ...accounts.settings() }, (config) => AppModule.register(config, { providers: [ours] }));
  const again = configures(server.client);
  await again.settled(await again.submitted({ mobiles: mobiles(3, 800) }));
  await api.close();
  expect(accounts.mobiles(account.sid)).toEqual(expect.arrayContaining([...mobiles(3, 700), ...mobiles(3, 800)]));
  expect(ours.had.length).toBe(before);
});

it('waits where it can’t be used here, and can be cancelled', async () => {
  const account = accounts.open();
  await stores(admin, accounts.body(account));
  await sends(admin, account.sid);
  const [worker] = [await startServer({ CONFIG_KEY: 'f'.repeat(64), PROVIDER_HOSTS: accounts.server.host }, { providers: [ours] })];
  const { rows } = await server.sql.query<Record<string, unknown>>('select * from provider_config');
  const [row = {}] = rows;
  const columns = Object.keys(row);
  const values = Object.values(row).map((value, i) => (columns[i] === 'properties' ? JSON.stringify(value) : value));
  await worker.sql.query(
    `insert into provider_config (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    values,
  );
  const client = configures(worker.client);
  await eventually(
    () => client.ask<{ provider: string }>('GET', '/api/v1/smsconfig'),
    ({ body }) => body.provider === 'TWILIO',
  );
  const had = ours.had.length;
  let waiting = '';
  await eventually(
    async () => {
      waiting = await client.submitted({ mobiles: mobiles(2, 900) });
      return (await worker.sql.query(`select from queue_slice where request_id = $1 and queue like 'text/@%'`, [waiting])).rowCount;
    },
    (found) => found === 1,
  );
  await client.cancel(waiting);
  // One that was just being tried is not counted by the cancel, and has not left either.
  const { counts } = await client.settled(waiting);
  expect([counts.Submitted, (counts.Cancelled ?? 0) + (counts['Not Attempted'] ?? 0)]).toEqual([0, 2]);
  expect(ours.had.slice(had).some(({ requestId }) => requestId === waiting)).toBe(false);
  await worker.close();
});

it('asks the account that had a message to take it back, also after another took its place', async () => {
  const [first, second] = [accounts.open(), accounts.open()];
  await stores(admin, accounts.body(first));
  await sends(admin, first.sid);
  const id = await admin.submitted({ mobiles: mobiles(3) });
  await admin.settled(id);
  await stores(admin, accounts.body(second));
  await admin.cancel(id);
  await eventually(
    () => admin.request(id),
    ({ counts }) => counts.recalled === 3,
  );
  expect(accounts.takenBack).toEqual([first.sid, first.sid, first.sid]);
});

describe('the length of a message', () => {
  it('is what the tenant has stored, and the operator allows', async () => {
    await stores(admin, accounts.body(accounts.open(), { 'Maximum Character Limit': 20 }));
    const [long, short] = ['x'.repeat(21), 'x'.repeat(20)];
    expect((await admin.submit({ content: long })).body.message).toContain('content should have 20 characters at most');
    expect((await admin.submit({ content: short, startTimestamp: inAnHour() })).status).toBe(200);
    expect((await server.client.as({ tenant: 'other' }).submit({ content: long, startTimestamp: inAnHour() })).status).toBe(200);
  });
});

it('keeps the properties that mean nothing here', async () => {
  const body = accounts.body(accounts.open(), { 'Header Content Type': 'application/x-www-form-urlencoded' });
  await stores(admin, body);
  const { body: shown } = await admin.ask<{ properties: object[] }>('GET', '/api/v1/smsconfig');
  expect(shown.properties).toEqual(
    expect.arrayContaining(properties({ 'Header Content Type': 'application/x-www-form-urlencoded', 'Auth Token': '*******' })),
  );
  expect(CONFIG_KEY).toHaveLength(64);
});
