// Middleware tells of messages that people sent, and asks for them: in the Volt MX API's words, for its own tenant alone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { voltmxDate } from '../../src/voltmx/inbound/inbound.service.js';
import { type Answer, type Client, inAnHour } from '../support/client.js';
import { PhoneProvider } from '../support/phone-provider.js';
import { startServer, type TestServer } from '../support/server.js';

const OWN = '+12025550100';
const PATH = '/api/v1/messages/sms/inbound/default';
const SAMPLE = { phoneNumber: '+919830087249', smsText: 'Bill January', senderMessageId: 'ABC', smsSentTo: '5OCX12769CVB005432X' };

let server: TestServer;
let other: Client;
const phones = new PhoneProvider();
beforeAll(async () => {
  server = await startServer({ SENDERS: `acme:${OWN},other:Other,SHARED,acme:SHARED` }, { providers: [phones] });
  other = server.client.as({ tenant: 'other' });
});
afterAll(() => server.close());

let next = 0;
let mobile: string;
beforeEach(() => {
  mobile = `+1202555${3_000 + ++next}`;
});

type Told = Answer<{ id: string; message: string; errors?: { field: string }[] }>;
const tell = (fields: object, client = server.client, path = PATH): Promise<Told> =>
  client.ask('POST', path, { ...SAMPLE, phoneNumber: mobile, senderMessageId: `m${next}`, ...fields });
const record = (id: string, client = server.client): Promise<Answer> => client.ask('GET', `/api/v1/twowaysms/${id}`);
const stored = async (): Promise<unknown> => (await server.sql.query('select count(*) from sms_inbound')).rows;

describe('POST …/inbound/default', () => {
  it('answers the Volt MX API’s sample, exactly two fields, under every root and spelling', async () => {
    for (const root of ['', '/vpns', '/kpns'])
      for (const word of ['message', 'messages']) {
        const { status, body, headers } = await server.client.ask<{ id: string }>(
          'POST',
          `${root}/api/v1/${word}/sms/inbound/default`,
          SAMPLE,
        );
        expect(status).toBe(200);
        expect(JSON.stringify(body)).toBe(`{"id":"${body.id}","message":"Request queued."}`);
        expect(body.id).toMatch(/^[1-9]\d{0,18}$/);
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
  });

  it.each([
    ['phoneNumber', 'Empty phone number'],
    ['smsText', 'Empty sms text'],
    ['senderMessageId', 'Empty sender message id'],
    ['smsSentTo', 'Empty inbound number'],
  ])('refuses without %s: %s', async (field, message) => {
    const before = await stored();
    for (const value of [undefined, null, '', '  ']) {
      const { status, body } = await tell({ [field]: value, unknown: '1' });
      expect([status, body]).toEqual([400, { id: '', message }]);
    }
    expect(await stored()).toEqual(before);
  });

  it('looks at the fields in that order', async () => {
    const fields: Record<string, unknown> = { phoneNumber: '', smsText: '', senderMessageId: '', smsSentTo: '' };
    const said: unknown[] = [];
    for (const field of Object.keys(fields)) {
      said.push((await server.client.ask('POST', PATH, fields)).body.message);
      fields[field] = 'x';
    }
    expect(said).toEqual(['Empty phone number', 'Empty sms text', 'Empty sender message id', 'Empty inbound number']);
  });

  it.each([
    [{ smsTxt: 'x' }, 'smsTxt'],
    [{ smsText: {} }, 'smsText'],
    [{ phoneNumber: true }, 'phoneNumber'],
    [{ senderMessageId: 'x'.repeat(256) }, 'senderMessageId'],
    [{ smsSentTo: 'x'.repeat(65) }, 'smsSentTo'],
    [{ smsText: 'x'.repeat(10_001) }, 'smsText'],
    [{ senderMessageId: 'a\u0007b' }, 'senderMessageId'],
    [{ smsSentTo: 'AC\nME' }, 'smsSentTo'],
  ])('refuses what it can’t keep, and names it: %#', async (fields, field) => {
    const before = await stored();
    const { status, body } = await tell(fields);
    expect([status, body.errors?.map((each) => each.field)]).toEqual([400, [field]]);
    expect(await stored()).toEqual(before);
  });

  it('refuses what is no object, no JSON, or without scope or credentials', async () => {
    for (const body of ['[]', '1', '{', 'null']) {
      const answer = await server.client.ask('POST', PATH, body);
      expect([answer.status, answer.body.message]).toEqual([400, 'Failed to parse the input request']);
    }
    expect((await server.client.ask('POST', PATH, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await tell({}, server.client.as({ scope: 'messages:read' }))).status).toBe(403);
    expect((await fetch(server.url + PATH, { method: 'POST' })).status).toBe(401);
    expect((await server.client.ask('GET', PATH)).headers.get('allow')).toBe('OPTIONS, POST');
  });

  it('answers a repeat of the same caller the same ID, whatever else it says, and another caller another one', async () => {
    const { body } = await tell({});
    const again = await Promise.all([tell({}), tell({ smsText: 'STOP' }), tell({ phoneNumber: SAMPLE.phoneNumber })]);
    expect(again.map((each) => each.body.id)).toEqual([body.id, body.id, body.id]);
    const others = await Promise.all([tell({}, other), tell({}, server.client.as({ sub: 'another' }))]);
    expect(new Set([body.id, ...others.map((each) => each.body.id)]).size).toBe(3);
    expect((await record(body.id)).body).toMatchObject({ inbStatusMessage: 'Received.', phoneNumber: mobile });
  });
});

describe('its keywords', () => {
  const optedOut = async (sender: string, client: Client): Promise<unknown> =>
    (await client.submit({ mobiles: [mobile], sender, startTimestamp: inAnHour() }, { prefer: 'return=representation' })).body;
  const fate = async (sender: string, client: Client): Promise<string | undefined> => {
    const id = await client.submitted({ mobiles: [mobile], sender });
    await client.settled(id);
    return (await client.entries(id))[0]?.status;
  };

  it('are obeyed for the caller’s tenant, however the number is written, and reach nobody else’s senders', async () => {
    await tell({ smsText: 'Stop!', phoneNumber: mobile.replace('+', '00'), smsSentTo: 'shared' });
    expect([await fate('SHARED', server.client), await fate('SHARED', other), await fate(OWN, server.client)]).toEqual([
      'Rejected',
      'Submitted',
      'Submitted',
    ]);
    await tell({ smsText: 'STOPALL', senderMessageId: `all${next}` });
    expect([await fate(OWN, server.client), await fate('Other', other), await fate('SHARED', other)]).toEqual([
      'Rejected',
      'Submitted',
      'Submitted',
    ]);
    await tell({ smsText: 'START', senderMessageId: `start${next}`, smsSentTo: 'SHARED' });
    expect([await fate(OWN, server.client), await fate('SHARED', server.client)]).toEqual(['Submitted', 'Submitted']);
  });

  it('take nothing back that a provider brought, or another tenant told of', async () => {
    await phones.text(mobile, 'STOP', 'SHARED');
    await tell({ smsText: 'START', smsSentTo: 'SHARED' });
    await tell({ smsText: 'START', smsSentTo: 'SHARED' }, other);
    expect(await optedOut('SHARED', server.client)).toMatchObject({ optedOut: 1 });
    await phones.text(mobile, 'START', 'SHARED');
    expect(await optedOut('SHARED', server.client)).toMatchObject({ optedOut: 0 });
    await tell({ smsText: 'STOP', smsSentTo: 'SHARED', senderMessageId: `stop${next}` });
    await tell({ smsText: 'START', smsSentTo: 'SHARED', senderMessageId: `start${next}` }, other);
    expect([await optedOut('SHARED', server.client), await optedOut('SHARED', other)]).toMatchObject([{ optedOut: 1 }, { optedOut: 0 }]);
  });
});

describe('GET /api/v1/twowaysms/{requestId}', () => {
  const NO_DATA = [400, { id: '', message: 'No data found' }];
  const brought = async (to: string, on = server): Promise<string> => {
    const messageId = `brought ${next} ${to}`;
    await phones.text(mobile, 'Balance please', to, messageId);
    const { rows } = await on.sql.query<{ id: string }>('select i.id from sms_inbound i where i.provider_message_id = $1', [messageId]);
    return rows[0]?.id ?? '';
  };

  it('answers the Volt MX API’s record, every value a string, in its order', async () => {
    const { body } = await tell({ phoneNumber: SAMPLE.phoneNumber });
    const seen = await server.client.ask('GET', `/kpns/api/v1/twowaysms/${body.id}`);
    const at = /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d [AP]M UTC$/;
    expect(Object.entries(seen.body)).toEqual([
      ['audienceId', ''],
      ['audienceMemberName', ''],
      ['inbRequestId', body.id],
      ['inbNumber', '5OCX12769CVB005432X'],
      ['inbCommand', 'Bill'],
      ['phoneNumber', '+919830087249'],
      ['inbCreatedDateStr', expect.stringMatching(at)],
      ['inbUpdatedDateStr', seen.body.inbCreatedDateStr],
      ['inbStatusMessage', 'Received.'],
      ['outbStatusMessage', 'Not attempted.'],
      ['outbSmsContent', ''],
      ['outbSmsId', ''],
      ['outbUpdatedDateStr', ''],
      ['outbCreatedDateStr', ''],
      ['inbStatus', 'Received'],
      ['outbStatus', 'Not Attempted'],
    ]);
    const stop = await tell({ smsText: ' stop ', senderMessageId: `stop${next}` });
    expect((await record(stop.body.id)).body).toMatchObject({ inbCommand: 'stop', inbStatusMessage: 'Received. Keyword STOP.' });
  });

  it('answers nothing of anything else: unknown, another tenant’s, a request’s', async () => {
    const { body } = await tell({});
    const request = await server.client.submitted({ startTimestamp: inAnHour() });
    for (const [id, client] of [
      [body.id, other],
      [request, server.client],
      ['4713025406550859686', server.client],
      ['9223372036854775807', server.client],
    ] as const) {
      const answer = await record(id, client);
      expect([answer.status, answer.body]).toEqual(NO_DATA);
    }
    for (const [id, message] of [
      ['abc', 'Request ID should not contain alphabets or special characters'],
      ['%31', 'Request ID should not contain alphabets or special characters'],
      ['0', 'Invalid request ID'],
      ['9223372036854775808', 'Invalid request ID'],
    ] as const)
      expect((await record(id)).body).toEqual({ id: '', message });
    expect((await record(body.id, server.client.as({ scope: 'messages:send' }))).status).toBe(403);
  });

  it('shows what a provider brought to the tenant whose number it is, and to nobody where that isn’t sure', async () => {
    const own = await brought(OWN);
    expect((await record(own)).body).toMatchObject({ inbNumber: OWN, phoneNumber: mobile, inbCommand: 'Balance' });
    expect((await record(own, other)).status).toBe(400);
    for (const nobodys of ['SHARED', '+12025550177'])
      for (const client of [server.client, other]) expect((await record(await brought(nobodys), client)).status).toBe(400);
  });
});

it('a server of one tenant shows it all', async () => {
  const single = new PhoneProvider();
  const own = await startServer({ JWT_DEFAULT_TENANT: 'acme', SENDERS: OWN }, { providers: [single] });
  await single.text('+12025553999', 'hello', '+12025550177', 'm');
  const { rows } = await own.sql.query<{ id: string }>('select i.id from sms_inbound i');
  const seen = await own.client.as({ tenant: undefined }).ask('GET', `/api/v1/twowaysms/${rows[0]?.id ?? ''}`);
  expect([seen.status, seen.body.inbNumber]).toEqual([200, '+12025550177']);
  await own.close();
});

it.each([
  ['2016-08-23T22:15:13.999Z', '08/23/2016 10:15:13 PM UTC'],
  ['2016-08-23T00:00:00Z', '08/23/2016 12:00:00 AM UTC'],
  ['2016-08-23T12:05:00Z', '08/23/2016 12:05:00 PM UTC'],
  ['2016-08-23T11:59:59Z', '08/23/2016 11:59:59 AM UTC'],
])('writes %s as the Volt MX API does', (at, written) => {
  expect(voltmxDate(new Date(at))).toBe(written);
});
