// Somebody decides about entries in doubt: the exact number of those that were, each sent again as a new attempt or settled.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client, EntryBody, RequestBody } from '../support/client.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { crashed, died } from '../support/in-doubt.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

const NOTHING = { id: '', message: 'No in-doubt messages found' };

let server: TestServer;
const provider = new Told('TOLD');
beforeAll(async () => {
  // Lost answers are none of a dead provider here.
  server = await startServer({ BREAKER_FAILURES: '1000' }, { providers: [provider] });
});
afterAll(() => server.close());
beforeEach(() => {
  provider.had.length = 0;
  provider.says = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });
});

const decide = (id: string, body: unknown, headers: Record<string, string> = {}, client: Client = server.client) =>
  client.ask<RequestBody & { changed: number }>('POST', `/api/v1/messages/sms/${id}/in-doubt`, body, headers);

async function decided(id: string, body: object): Promise<RequestBody & { changed: number }> {
  const answer = await decide(id, body);
  expect([answer.status, answer.body]).toMatchObject([200, { id }]);
  return answer.body;
}

/** Of a request whose answers were lost. */
async function inDoubt(count: number, fields: object = {}): Promise<string> {
  provider.says = () => ({ kind: 'unknown', reason: 'reset' });
  const id = await server.client.submitted({ mobiles: mobiles(count), ...fields });
  expect((await server.client.settled(id)).counts['In doubt']).toBe(count);
  provider.says = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });
  return id;
}

const smsIdsOf = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ smsId }) => smsId).sort();
const shown = ({ status, statusMessage, attempts }: EntryBody): unknown[] => [status, statusMessage, attempts];
const receipt = async (id: string, attempt: number, status: number): Promise<void> => {
  await server.sql.query(
    `insert into delivery_receipt (lane, entry_id, attempt, status, provider) values (($1::bigint >> 53) & 1023, $1::bigint + 1, $2, $3, 'TOLD')`,
    [id, attempt, status],
  );
  await eventually(
    async () => (await server.sql.query('select from delivery_receipt p where p.entry_id = $1::bigint + 1', [id])).rowCount,
    (left) => left === 0,
  );
};

describe('settle', () => {
  it.each([
    [{ action: 'settle' }, 'Submitted', 'SMS request sent to TOLD Gateway: settled by hand (tester)'],
    [{ action: 'settle', as: 'Submitted' }, 'Submitted', 'SMS request sent to TOLD Gateway: settled by hand (tester)'],
    [{ action: 'settle', as: 'Delivered' }, 'Delivered', 'Delivered: settled by hand (tester)'],
    [{ action: 'settle', as: 'Undelivered', smsIds: null }, 'Undelivered', 'Undelivered: settled by hand (tester)'],
  ])('%j', async (body, status, message) => {
    const id = await inDoubt(3);
    const { changed, ...request } = await decided(id, body);
    expect([changed, request]).toEqual([3, await server.client.request(id)]);
    expect(request.counts).toMatchObject({ [status]: 3, 'In doubt': 0 });
    expect((await server.client.entries(id)).map(shown)).toEqual(Array(3).fill([status, message, 1]));
    expect((await decide(id, body)).body).toEqual(NOTHING);
    expect(provider.had).toHaveLength(3);
  });

  it('says no provider’s name where nobody knows who had it', async () => {
    const id = await crashed(server, 1);
    await decided(id, { action: 'settle' });
    expect((await server.client.entries(id)).map(shown)).toEqual([['Submitted', 'Submitted: settled by hand (tester)', 1]]);
  });

  it('decides for some alone, whoever else’s are named', async () => {
    const [id, other] = [await inDoubt(5), await inDoubt(1)];
    const [first, , third] = await smsIdsOf(id);
    const [foreign] = await smsIdsOf(other);
    const smsIds = [first, third, first, foreign, id, '9223372036854775807'];
    expect(await decided(id, { action: 'settle', as: 'Delivered', smsIds })).toMatchObject({
      changed: 2,
      counts: { Delivered: 2, 'In doubt': 3 },
    });
    expect((await decide(id, { action: 'settle', smsIds })).body).toEqual(NOTHING);
    expect((await decide(id, { action: 'resend', smsIds: [foreign] })).body).toEqual(NOTHING);
    expect((await server.client.request(other)).counts['In doubt']).toBe(1);
    expect(await decided(id, { action: 'settle' })).toMatchObject({ changed: 3 });
  });

  it('is a handed-over message, of which a receipt may still say more; what is final stays', async () => {
    const [open, final] = [await inDoubt(1), await inDoubt(1)];
    await decided(open, { action: 'settle' });
    await decided(final, { action: 'settle', as: 'Undelivered' });
    await receipt(open, 1, 3);
    await receipt(final, 1, 3);
    expect((await server.client.request(open)).counts.Delivered).toBe(1);
    expect((await server.client.request(final)).counts.Undelivered).toBe(1);
  });

  it('calls instead of a text that did not arrive, where the request says so', async () => {
    const id = await inDoubt(2, { sendVoiceSmsOnFailure: 'true' });
    const [first = ''] = await smsIdsOf(id);
    expect(await decided(id, { action: 'settle', as: 'Undelivered', smsIds: [first] })).toMatchObject({ changed: 1 });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Submitted === 1,
    );
    expect(provider.had.filter(({ channel }) => channel === 'voice').map(({ entryId, attempt }) => [entryId, attempt])).toEqual([
      [first, 2],
    ]);
  });

  it('is for a cancelled request too', async () => {
    const id = await inDoubt(2);
    await server.client.cancel(id);
    expect(await decided(id, { action: 'settle', as: 'Delivered' })).toMatchObject({ changed: 2 });
  });
});

describe('resend', () => {
  it('hands each over once more, as a new attempt', async () => {
    const id = await inDoubt(4);
    expect(await decided(id, { action: 'resend' })).toMatchObject({ changed: 4, counts: { 'In doubt': 0 } });
    expect((await server.client.settled(id)).counts.Submitted).toBe(4);
    const again = provider.had.filter(({ attempt }) => attempt === 2);
    expect(again.map(({ address }) => address).sort()).toEqual(mobiles(4));
    expect(provider.had).toHaveLength(8);
    await receipt(id, 1, 5);
    expect((await server.client.request(id)).counts.Submitted).toBe(4);
  });

  it('waits, cancellable, while it is paused; a receipt of what was in doubt still says that it left', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    await died(server, id);
    await server.client.schedule(id, { paused: false });
    expect(await decided(id, { action: 'resend' })).toMatchObject({ changed: 3, state: 'scheduled', counts: { Initial: 3 } });
    expect((await server.client.entries(id)).map(shown)[0]).toEqual(['Initial', 'Waiting for another try: sent again by hand (tester)', 1]);
    await receipt(id, 1, 3);
    expect((await server.client.request(id)).counts).toMatchObject({ Delivered: 1, Initial: 2 });
    const { body } = await server.client.cancel(id);
    expect(body.message).toBe(`Cancelled  2 message entries of the Message with ID : ${id}`);
    expect(provider.had).toEqual([]);
  });

  it('is not for what was cancelled or has expired', async () => {
    const cancelled = await inDoubt(2);
    await server.client.cancel(cancelled);
    const expired = await inDoubt(2, { expiryTimestamp: inAnHour() });
    await server.sql.query('update queue_slice set expires_at = now() where request_id = $1', [expired]);
    for (const id of [cancelled, expired]) {
      expect((await decide(id, { action: 'resend' })).body).toEqual(NOTHING);
      expect((await server.client.request(id)).counts['In doubt']).toBe(2);
    }
    expect(provider.had).toHaveLength(4);
  });
});

it('is not asked about any more', async () => {
  const id = await inDoubt(2);
  await server.sql.query(
    `insert into entry_in_doubt (lane, entry_id, ask_at) select e.lane, e.entry_id, 'infinity' from queue_entry e where e.entry_id > $1 and e.entry_id < $1::bigint + 9`,
    [id],
  );
  await decided(id, { action: 'settle' });
  expect((await server.sql.query('select from entry_in_doubt')).rowCount).toBe(0);
});

describe('with an Idempotency-Key', () => {
  it('answers a repeat as the first time, and refuses another decision', async () => {
    const id = await inDoubt(2);
    const key = { 'idempotency-key': 'decide-1' };
    const first = await decide(id, { action: 'settle' }, key);
    const again = await decide(id, { action: 'settle' }, key);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
    expect((await decide(id, { action: 'resend' }, key)).status).toBe(422);
  });
});

it('answers the same bytes where there is nothing in doubt, whoever’s it is', async () => {
  const own = await inDoubt(1);
  const [smsId = ''] = await smsIdsOf(own);
  const settled = await server.client.submitted();
  await server.client.settled(settled);
  const other = server.client.as({ tenant: 'other' });
  for (const body of [{ action: 'settle' }, { action: 'resend' }, { action: 'settle', smsIds: [smsId] }]) {
    for (const id of [settled, smsId, '4713025406550859686', '1'])
      expect([id, (await decide(id, body)).status, (await decide(id, body)).body]).toEqual([id, 400, NOTHING]);
    expect((await decide(own, body, {}, other)).body).toEqual(NOTHING);
  }
  expect((await server.client.request(own)).counts['In doubt']).toBe(1);
});

describe('what is no good', () => {
  const bad = (field: string, message: string): object => ({
    message: `Invalid request format, Error messages :[${field} ${message} @ message :1]`,
    errors: [{ field, message }],
  });
  const UNREADABLE = { message: 'Failed to parse the input request' };
  const NO_LIST = 'should be a list of 1 to 1000 SMS IDs';
  it.each<[unknown, object]>([
    ['{}', bad('action', 'is required')],
    ['{"action":""}', bad('action', 'is required')],
    ['{"action":"Resend"}', bad('action', 'should be resend or settle')],
    ['{"action":["settle"]}', bad('action', 'should be resend or settle')],
    ['{"action":"settle","as":"In doubt"}', bad('as', 'should be Submitted, Delivered, Undelivered')],
    ['{"action":"resend","as":"Submitted"}', bad('as', 'is for settle alone')],
    ['{"action":"settle","smsID":"1"}', bad('smsID', 'is not a known field')],
    ['{"action":"settle","smsIds":"1"}', bad('smsIds', NO_LIST)],
    ['{"action":"settle","smsIds":[]}', bad('smsIds', NO_LIST)],
    ['{"action":"settle","smsIds":["01"]}', bad('smsIds', NO_LIST)],
    ['{"action":"settle","smsIds":[["1"]]}', bad('smsIds', NO_LIST)],
    [{ action: 'settle', smsIds: Array(1_001).fill('1') }, bad('smsIds', NO_LIST)],
    ['[]', UNREADABLE],
    ['{"action":', UNREADABLE],
    ['', UNREADABLE],
  ])('%.60j', async (body, expected) => {
    const answer = await decide('4713025406550859686', body);
    expect([answer.status, answer.body]).toEqual([400, { id: '', ...expected }]);
  });

  it('asks for the scope, for JSON, for its method, and for an ID', async () => {
    const id = await inDoubt(1);
    const reader = server.client.as({ scope: 'messages:read messages:cancel' });
    expect(await decide(id, { action: 'settle' }, {}, reader)).toMatchObject({
      status: 403,
      body: { message: 'Forbidden. The scope messages:send is missing' },
    });
    expect((await decide(id, '{"action":"settle"}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await decide('0', { action: 'settle' })).body.message).toBe('Invalid request ID');
    expect((await decide('1x', { action: 'settle' })).body.message).toBe('Request ID should not contain alphabets or special characters');
    for (const method of ['PUT', 'DELETE', 'GET']) {
      const answer = await server.client.ask(method, `/api/v1/messages/sms/${id}/in-doubt`);
      expect([answer.status, answer.headers.get('allow')]).toEqual([400, 'OPTIONS, POST']);
    }
    const override = { 'x-http-method-override': 'DELETE' };
    expect((await decide(id, { action: 'settle' }, override)).body).toMatchObject({ changed: 1 });
    expect((await server.client.ask('POST', `/vpns/api/v1/message/sms/${id}/in-doubt`, { action: 'settle' })).body).toEqual(NOTHING);
  });
});
