// MAX_OPEN_ENTRIES: what a tenant may have waiting at once, counted exactly over its requests and lanes.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '../support/client.js';
import { inAnHour, mobiles, submitBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ MAX_OPEN_ENTRIES: '10', LANES: '0,7,900' });
});
afterAll(() => server.close());

const tenant = (name: string): Client => server.client.as({ tenant: name });
const submit = (client: Client, recipients: number, headers: Record<string, string> = {}) =>
  client.submit({ mobiles: mobiles(recipients), startTimestamp: inAnHour() }, headers);
const REFUSED = [
  422,
  {
    id: '',
    message: 'Too many messages are waiting',
    errors: [{ field: 'recipients', message: 'should leave 10 messages waiting at most' }],
  },
];

it('lets a tenant have so many waiting, over all its requests and lanes, and another as many', async () => {
  const acme = tenant('a');
  for (const recipients of [4, 3, 2]) expect((await submit(acme, recipients)).status).toBe(200);
  const lanes = await server.sql.query(`select distinct lane from queue_slice where tenant = 'a'`);
  expect(lanes.rows).toHaveLength(3);
  const over = await submit(acme, 2);
  expect([over.status, over.body]).toEqual(REFUSED);
  expect((await submit(acme, 1)).status).toBe(200);
  expect((await submit(acme, 1)).status).toBe(422);
  expect((await submit(tenant('b'), 10)).status).toBe(200);
});

it('counts the channels of its module alone, whatever their routes and senders', async () => {
  const acme = tenant('h');
  expect((await submit(acme, 10)).status).toBe(200);
  const move = (queue: string) => server.sql.query(`update queue_slice set queue = $1 where tenant = 'h'`, [queue]);
  for (const queue of ['text/india', 'voice', 'voice:ACME', 'text/india:ACME/x:y']) {
    await move(queue);
    expect((await submit(acme, 1)).status).toBe(422);
  }
  await move('page/text:text');
  expect((await submit(acme, 10)).status).toBe(200);
});

it('counts what a call adds over all its messages', async () => {
  const message = [6, 5].map((recipients) => {
    const whole = submitBody({ mobiles: mobiles(recipients), startTimestamp: inAnHour() }) as {
      smsServiceRequest: { messages: { message: object } };
    };
    return whole.smsServiceRequest.messages.message;
  });
  const call = { smsServiceRequest: { messages: { message } } };
  const answer = await tenant('c').ask('POST', '/api/v1/messages/sms', call);
  expect([answer.status, answer.body]).toEqual(REFUSED);
  expect((await server.sql.query(`select from request where tenant = 'c'`)).rowCount).toBe(0);
});

it('has room again for what was cancelled or has left', async () => {
  const acme = tenant('d');
  const { body } = await submit(acme, 10);
  expect((await submit(acme, 1)).status).toBe(422);
  await acme.cancel(body.id);
  const now = await acme.submitted({ mobiles: mobiles(10) });
  await acme.settled(now);
  expect((await submit(acme, 10)).status).toBe(200);
});

it('is exact for submits that come at once', async () => {
  const acme = tenant('e');
  const answers = await Promise.all(Array.from({ length: 12 }, () => submit(acme, 2)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(7);
  const { rows } = await server.sql.query(`select sum(last)::int as entries from queue_slice where tenant = 'e'`);
  expect(rows).toEqual([{ entries: 10 }]);
});

it('replays what was accepted, and keeps no refusal', async () => {
  const acme = tenant('f');
  const body = submitBody({ mobiles: mobiles(10), startTimestamp: inAnHour() });
  const key = (name: string) => acme.ask<{ id: string }>('POST', '/api/v1/messages/sms', body, { 'idempotency-key': name });
  const first = await key('first');
  expect((await key('second')).status).toBe(422);
  const again = await key('first');
  expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
  await acme.cancel(first.body.id);
  expect((await key('second')).status).toBe(200);
});

it('says what is wrong with a body before it counts', async () => {
  const acme = tenant('g');
  expect((await submit(acme, 10)).status).toBe(200);
  expect((await acme.submit({ content: '' })).status).toBe(400);
});

it('reads the open slices of one tenant by their index', async () => {
  const { rows } = await server.sql.query<{ 'QUERY PLAN': string }>(
    `explain select from queue_slice s where s.lane = 0 and s.tenant = 'a' and s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)`,
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('queue_slice_tenant');
});
