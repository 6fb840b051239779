// A dry run answers what the submit would, or refuses what it would refuse, and leaves no trace.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { FULL, inEveryForm, later, type Submitted } from '../support/bodies.js';
import { inAnHour, type MessageFields, mobiles, submitBody } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';

const CHECKED = { id: '', message: 'Request checked, nothing queued. ' };
const STOPPED = '+12025550099';
const PATH = '/api/v1/messages/sms';

let server: TestServer;
beforeAll(async () => {
  // Nobody writes but who is asked to.
  server = await startServer({ ROLE: 'api', MAX_RECIPIENTS: '500', MAX_OPEN_ENTRIES: '600', SEGMENT_PRICE: '0.0075 USD' });
  // Before anybody asks: that nobody has opted out is believed for a moment.
  for (const lane of LANES)
    await server.sql.query(`insert into suppression (lane, module, address, sender, keyword) values ($1, 'sms', $2, '', 'STOP')`, [
      lane,
      STOPPED,
    ]);
});
afterAll(() => server.close());

/** All rows of all tables. */
async function everything(): Promise<string> {
  const tables = await server.sql.query<{ name: string }>('select tablename as name from pg_tables where schemaname = current_schema()');
  const rows = await Promise.all(
    tables.rows.map(async ({ name }) => [name, (await server.sql.query<{ row: string }>(`select t::text as row from ${name} t`)).rows]),
  );
  return JSON.stringify(rows.sort());
}
let before: string;
beforeEach(async () => {
  before = await everything();
});
afterEach(async () => {
  expect(await everything()).toBe(before);
});

const dry = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}dryRun=true`;
const check = (body: unknown, headers: Record<string, string> = {}, path = dry(PATH)): Promise<Submitted> =>
  server.client.ask('POST', path, body, headers);

it('answers in every form what is made of it, without an ID', async () => {
  const message = { content: 'я'.repeat(71), startTimestamp: later, sender: 'ACME' };
  for (const { type, path, body } of inEveryForm(message, ['+919866694753', '+91 98666 94753', 'abc', '+919900990091'])) {
    const answer = await check(body, { 'content-type': type }, dry(path));
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...CHECKED,
        ...{ recipientCount: 2, duplicates: 1, refused: [{ index: 2, mobile: 'abc', reason: 'is not a phone number' }], refusedCount: 1 },
        ...{ optedOut: 0, startsAt: new Date(Number(later)).toISOString(), expiresAt: null, segments: 2, encoding: 'UCS-2' },
        cost: { amount: '0.0300', currency: 'USD' },
      },
    ]);
  }
});

it('says of each of several messages what is made of it, and no cost of a call', async () => {
  const { smsServiceRequest } = submitBody({ mobiles: mobiles(3) }) as { smsServiceRequest: { messages: { message: object } } };
  const { message } = smsServiceRequest.messages;
  const { body } = await check({ smsServiceRequest: { messages: { message: [message, { ...message, channel: 'voicesms' }] } } });
  expect(body).toEqual({
    ...CHECKED,
    requests: [
      expect.objectContaining({ recipientCount: 3, cost: { amount: '0.0225', currency: 'USD' } }),
      expect.objectContaining({ recipientCount: 3, segments: null, cost: null }),
    ],
  });
  const now = Date.parse((body.requests as { startsAt: string }[])[0]?.startsAt ?? '');
  expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
});

it.each<[string, MessageFields, Record<string, string>, number]>([
  ['a field that nobody knows', { startTimestmp: '0' }, {}, 400],
  ['no good number', { mobiles: ['abc'] }, {}, 400],
  ['one bad number, strictly', { mobiles: ['+919866694753', 'abc'] }, { prefer: 'handling=strict' }, 400],
  ['a start too far ahead', { startTimestamp: '2100-01-01T00:00:00Z' }, {}, 400],
  ['too many recipients', { mobiles: mobiles(501) }, {}, 413],
  ['another content type', {}, { 'content-type': 'text/plain' }, 415],
  ['a bad key', {}, { 'idempotency-key': 'a b' }, 400],
])('is refused as the submit is: %s', async (_name, fields, headers, status) => {
  const [checked, submitted] = [await check(submitBody(fields), headers), await server.client.submit(fields, headers)];
  expect([checked.status, checked.body]).toEqual([status, submitted.body]);
});

it('uses no key up', async () => {
  const key = { 'idempotency-key': 'k1' };
  const body = submitBody({ startTimestamp: inAnHour() });
  for (let i = 0; i < 2; i++) {
    const answer = await check(body, key);
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null]);
  }
  const submitted = await server.client.ask<{ id: string }>('POST', PATH, body, key);
  expect([submitted.status, submitted.headers.get('idempotency-replayed')]).toEqual([200, null]);
  expect(await check(body, key)).toMatchObject({ status: 200, body: CHECKED });
  await server.client.cancel(submitted.body.id);
  before = await everything();
});

it('needs a flag that is one, and the scope', async () => {
  const body = submitBody();
  const bad = await check(body, {}, `${PATH}?dryRun=maybe`);
  expect([bad.status, bad.body.errors]).toEqual([400, [{ field: 'dryRun', message: 'should be true or false' }]]);
  expect((await check(body, {}, `${PATH}?dryRun=true&dryRun=false`)).status).toBe(400);
  const reader = server.client.as({ scope: 'messages:read messages:cancel' });
  expect((await reader.ask('POST', dry(PATH), body)).status).toBe(403);
});

it('says what waits too much already, and whose recipients want nothing', async () => {
  const submitted = await server.client.submit({ mobiles: mobiles(300), startTimestamp: inAnHour() }, FULL);
  expect(submitted.body).toMatchObject({ cost: { amount: '2.2500', currency: 'USD' } });
  before = await everything();
  const over = await check(submitBody({ mobiles: mobiles(301) }));
  expect([over.status, over.body.message]).toEqual([422, 'Too many messages are waiting']);
  const { body } = await check(submitBody({ mobiles: [STOPPED, ...mobiles(299)] }));
  expect(body).toMatchObject({ recipientCount: 300, optedOut: 1 });
});
