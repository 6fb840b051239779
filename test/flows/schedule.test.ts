// Pause, resume and reschedule as contract section 3 has them: the exact number of entries that are reached, and nothing begins meanwhile.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, inAnHour, mobiles, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const HOUR_MS = 3_600_000;
const NOTHING = { id: '', message: 'No cancellable messages found' };
const scheduled = (count: number, more = {}): Promise<string> =>
  server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count), ...more });
const handed = (id: string, of = server) => of.ledger().filter(({ requestId }) => requestId === id);
/** Its start has come, were it not for what holds it back. */
const startCame = (id: string): Promise<unknown> =>
  server.sql.query(`update request set starts_at = now() - interval '1 s' where id = $1`, [id]);

async function rescheduled(id: string, body: object, client = server.client): Promise<RequestBody & { changed: number }> {
  const answer = await client.schedule(id, body);
  expect(answer.status).toBe(200);
  return answer.body as RequestBody & { changed: number };
}

describe('pause and resume', () => {
  it('answers the request as GET does, with how many entries were reached', async () => {
    const id = await scheduled(4);
    const { changed, ...request } = await rescheduled(id, { paused: true });
    expect([changed, request]).toEqual([4, await server.client.request(id)]);
    expect(request).toMatchObject({ paused: true, state: 'scheduled', counts: { Initial: 4 } });
    const { body } = await server.client.ask<{ items: RequestBody[] }>('GET', '/api/v1/messages/sms?limit=1');
    expect(body.items[0]).toMatchObject({ id, paused: true });
    expect(await rescheduled(id, { paused: 'false' })).toMatchObject({ changed: 4, paused: false, state: 'scheduled' });
  });

  it('lets nothing begin until it goes on, then all that it counted', async () => {
    const id = await scheduled(5);
    await rescheduled(id, { paused: true });
    await startCame(id);
    // Whoever looks for what is due has looked by then.
    await server.client.settled(await server.client.submitted());
    expect((await server.client.request(id)).counts.Initial).toBe(5);
    expect(handed(id)).toEqual([]);
    expect(await rescheduled(id, { paused: false })).toMatchObject({ changed: 5, paused: false });
    expect((await server.client.settled(id)).counts.Submitted).toBe(5);
    expect(handed(id)).toHaveLength(5);
  });

  it('says the same when it is repeated', async () => {
    const id = await scheduled(3);
    for (const paused of [true, true, false, false]) expect(await rescheduled(id, { paused })).toMatchObject({ changed: 3, paused });
  });

  it('is reached by a cancel with the same count', async () => {
    const id = await scheduled(6);
    const { changed } = await rescheduled(id, { paused: true });
    const { body } = await server.client.cancel(id);
    expect(body.message).toBe(`Cancelled  ${changed} message entries of the Message with ID : ${id}`);
    expect(await server.client.request(id)).toMatchObject({ state: 'cancelled', paused: false, counts: { Cancelled: 6 } });
    expect((await server.client.schedule(id, { paused: false })).body).toEqual(NOTHING);
  });

  it('expires while it is paused', async () => {
    const id = await scheduled(3, { expiryTimestamp: String(Date.now() + 2 * HOUR_MS) });
    await rescheduled(id, { paused: true });
    await server.sql.query(`update queue_slice set expires_at = now() where request_id = $1`, [id]);
    const request = await eventually(
      () => server.client.request(id),
      ({ state }) => state === 'expired',
    );
    expect(request).toMatchObject({ paused: false, counts: { Expired: 3, Initial: 0 } });
    expect((await server.client.schedule(id, { paused: false })).body).toEqual(NOTHING);
  });

  it('holds back what is to be tried again', async () => {
    const patient = await startServer({ RETRY_BASE_MS: '60000', RETRY_MAX_MS: '60000' });
    const id = await patient.client.submitted({ mobiles: ['+15005554001', '+15005550001', '+15005556001'] });
    await eventually(
      () => patient.client.request(id),
      ({ counts }) => counts.Submitted === 1 && counts.Initial === 1 && counts['Queue Full'] === 1,
    );
    expect(await rescheduled(id, { paused: true }, patient.client)).toMatchObject({ changed: 2, state: 'sending', paused: true });
    await patient.sql.query(
      `update queue_slice set retry_at = array_fill(now(), array[cardinality(retry_positions)]) where request_id = $1`,
      [id],
    );
    await patient.client.settled(await patient.client.submitted());
    expect((await patient.client.entries(id)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect(await rescheduled(id, { paused: false }, patient.client)).toMatchObject({ changed: 2 });
    expect((await patient.client.settled(id)).counts.Submitted).toBe(3);
    expect((await patient.client.entries(id)).map(({ attempts }) => attempts)).toEqual([2, 1, 2]);
    await patient.close();
  });

  it('wakes a worker that would sleep on', async () => {
    const sleepy = await startServer({ POLL_MS: '60000' });
    for (const goOn of [{ paused: false }, { startsAt: 0, paused: false }, { startsAt: new Date().toISOString(), paused: 'false' }]) {
      const id = await sleepy.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(2) });
      await rescheduled(id, { paused: true }, sleepy.client);
      await sleepy.sql.query('update request set starts_at = now() where id = $1', [id]);
      await rescheduled(id, goOn, sleepy.client);
      await sleepy.client.settled(id);
      expect(handed(id, sleepy)).toHaveLength(2);
    }
    await sleepy.close();
  });
});

describe('reschedule', () => {
  it.each([
    ['0', () => '0'],
    ['a zero', () => 0],
    ['a moment that has passed', () => '2020-01-01T00:00:00Z'],
    ['a moment that has passed, in seconds', () => Math.floor(Date.now() / 1_000) - 10],
  ])('to now by %s', async (_name, startsAt) => {
    const id = await scheduled(2);
    const before = Date.now();
    const request = await rescheduled(id, { startsAt: startsAt() });
    expect(request.changed).toBe(2);
    expect(Math.abs(Date.parse(String(request.startsAt)) - before)).toBeLessThan(60_000);
    await server.client.settled(id);
    expect(handed(id)).toHaveLength(2);
  });

  it('hands nothing over before the new start, earlier or later than the old one', async () => {
    const ids = [await scheduled(3), await server.client.submitted({ startTimestamp: String(Date.now() + 1_000), mobiles: mobiles(3) })];
    const at = Date.now() + 2_000;
    const startsAt = new Date(at).toISOString();
    for (const id of ids)
      expect(await rescheduled(id, { startsAt })).toMatchObject({ changed: 3, startsAt, state: 'scheduled', paused: false });
    for (const id of ids) {
      await server.client.settled(id);
      expect(handed(id)).toHaveLength(3);
      for (const line of handed(id)) expect(Date.parse(line.at)).toBeGreaterThanOrEqual(at);
    }
  });

  it('keeps a paused request paused, and its new start', async () => {
    const id = await scheduled(2);
    await rescheduled(id, { paused: true });
    expect(await rescheduled(id, { startsAt: 0 })).toMatchObject({ changed: 2, paused: true, state: 'sending' });
    await server.client.settled(await server.client.submitted());
    expect(handed(id)).toEqual([]);
    const startsAt = new Date(Date.now() + HOUR_MS).toISOString();
    expect(await rescheduled(id, { startsAt, paused: false })).toMatchObject({ changed: 2, paused: false, state: 'scheduled', startsAt });
    expect(await rescheduled(id, { startsAt: 0, paused: true })).toMatchObject({ changed: 2, paused: true });
    expect(await rescheduled(id, { paused: false })).toMatchObject({ changed: 2, paused: false });
    await server.client.settled(id);
    expect(handed(id)).toHaveLength(2);
  });

  it('refuses a start that is not before the expiry, and changes nothing', async () => {
    const expiry = Date.now() + 2 * HOUR_MS;
    const id = await scheduled(2, { expiryTimestamp: String(expiry) });
    const before = await server.client.request(id);
    for (const at of [expiry, expiry + 1]) {
      const { status, body } = await server.client.schedule(id, { startsAt: String(at), paused: true });
      const message = 'Invalid request format, Error messages :[startsAt should be before the expiry @ message :1]';
      expect([status, body]).toEqual([400, { id: '', message, errors: [{ field: 'startsAt', message: 'should be before the expiry' }] }]);
    }
    expect(await server.client.request(id)).toEqual(before);
    expect(await rescheduled(id, { startsAt: String(expiry - 1) })).toMatchObject({ changed: 2 });
  });
});

describe('nothing left to reach', () => {
  it('answers the same bytes to all of them', async () => {
    const finished = await server.client.submitted();
    await server.client.settled(finished);
    const cancelled = await scheduled(1);
    await server.client.cancel(cancelled);
    const own = await scheduled(2);
    const smsId = (BigInt(own) + 1n).toString();
    for (const id of [finished, cancelled, smsId, '4713025406550859686', '1', '9223372036854775807'])
      for (const body of [{ paused: true }, { paused: false }, { startsAt: '2029-01-01T00:00:00Z' }]) {
        const before = id === finished || id === cancelled ? await server.client.request(id) : undefined;
        const answer = await server.client.schedule(id, body);
        expect([answer.status, answer.body]).toEqual([400, NOTHING]);
        if (before !== undefined) expect(await server.client.request(id)).toEqual(before);
      }
  });
});

describe('what is no good', () => {
  const bad = (field: string, message: string): object => ({
    message: `Invalid request format, Error messages :[${field} ${message} @ message :1]`,
    errors: [{ field, message }],
  });
  const NOT_A_TIME = 'should be epoch milliseconds or ISO 8601 with an offset';
  const UNREADABLE = { message: 'Failed to parse the input request' };
  it.each<[body: string, expected: object]>([
    ['{}', bad('startsAt', 'or paused is required')],
    ['{"paused":null,"startsAt":""}', bad('startsAt', 'or paused is required')],
    ['{"paused":"yes"}', bad('paused', 'should be true or false')],
    ['{"paused":1}', bad('paused', 'should be true or false')],
    ['{"paused":true,"start":0}', bad('start', 'is not a known field')],
    ['{"paused":true,"startsAt":"tomorrow"}', bad('startsAt', NOT_A_TIME)],
    ['{"startsAt":"2030-01-01T09:00:00"}', bad('startsAt', NOT_A_TIME)],
    ['{"startsAt":true}', bad('startsAt', NOT_A_TIME)],
    ['{"startsAt":"infinity"}', bad('startsAt', NOT_A_TIME)],
    ['{"startsAt":1}', bad('startsAt', 'should not be before the year 2000')],
    ['{"startsAt":"9999-12-31T00:00:00Z"}', bad('startsAt', 'should not be more than 3650 days ahead')],
    ['[{"paused":true}]', UNREADABLE],
    ['true', UNREADABLE],
    ['{"paused":tr', UNREADABLE],
    ['', UNREADABLE],
  ])('%s', async (body, expected) => {
    const id = await scheduled(1);
    const before = await server.client.request(id);
    const answer = await server.client.schedule(id, body);
    expect([answer.status, answer.body]).toEqual([400, { id: '', ...expected }]);
    expect(await server.client.request(id)).toEqual(before);
  });

  it('asks for the scope, for JSON, for a body that is no larger than it has to be, and for an ID', async () => {
    const id = await scheduled(1);
    const pause = (headers: object) => server.client.schedule(id, { paused: true }, headers as Record<string, string>);
    expect(await server.client.as({ scope: 'messages:send messages:read' }).schedule(id, { paused: true })).toMatchObject({
      status: 403,
      body: { message: 'Forbidden. The scope messages:cancel is missing' },
    });
    expect((await pause({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await server.client.schedule(id, `{"paused":true${' '.repeat(70_000)}}`)).status).toBe(413);
    expect((await server.client.schedule('x', { paused: true })).body.message).toBe(
      'Request ID should not contain alphabets or special characters',
    );
    expect(await server.client.request(id)).toMatchObject({ paused: false });
    for (const path of ['/vpns/api/v1/message/sms', '/kpns/api/v1/messages/sms'])
      expect((await server.client.ask('PATCH', `${path}/${id}`, { paused: true })).status).toBe(200);
  });
});
