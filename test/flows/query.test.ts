// Looking at requests: the Volt MX API's status report, and this server's own routes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, inAnHour, mobiles, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  // What failed for a time waits: no retry is in hand when a test looks.
  server = await startServer({ LANES: '0,7', RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
});
afterAll(() => server.close());

interface VoltmxStatus {
  messages: Record<string, string>[];
  [count: string]: unknown;
}
const status = (body: unknown) => server.client.ask<VoltmxStatus>('POST', '/api/v1/status/sms', body);
const list = (query: string, client = server.client) =>
  client.ask<{ items: RequestBody[]; next: string | null; message?: string }>('GET', `/api/v1/messages/sms${query}`);
const day = (offset = 0): string => {
  const date = new Date(Date.now() + offset * 86_400_000);
  return [date.getUTCMonth() + 1, date.getUTCDate()].map((part) => String(part).padStart(2, '0')).join('/') + `/${date.getUTCFullYear()}`;
};
const ZERO = { submitted: 0, initial: 0, rejected: 0, opened: 0, 'not attempted': 0, undelivered: 0, cancelled: 0, total: 0 };

describe('POST /api/v1/status/sms', () => {
  it('answers the documented shape: counts as numbers, everything in messages a string', async () => {
    const id = await server.client.submitted({ mobiles: ['+15005550101'] });
    await server.client.settled(id);
    const { status: code, body } = await status({ requestId: id });
    expect(code).toBe(200);
    expect(Object.keys(body)).toEqual([...Object.keys(ZERO), 'messages']);
    expect(body).toMatchObject({ ...ZERO, submitted: 1, total: 1 });
    const [message = {}] = body.messages;
    expect(message).toEqual({
      sentDate: expect.stringMatching(/^\d{13}$/),
      smsId: (BigInt(id) + 1n).toString(),
      lastActivityDate: expect.stringMatching(/^\d{13}$/),
      mobileNumber: '+15005550101',
      requestId: id,
      audienceId: '',
      statusMessage: 'SMS request sent to SIMULATOR Gateway',
      status: 'Submitted',
    });
    expect(Number(message.lastActivityDate)).toBeGreaterThanOrEqual(Number(message.sentDate));
  });

  it('shows the Volt MX API’s words only, and counts that add up', async () => {
    const scenarios = ['+15005551002', '+15005552002', '+15005553002', '+15005555002', '+15005557002'];
    const id = await server.client.submitted({ mobiles: scenarios });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Delivered === 1 && counts.Undelivered === 1 && counts.Initial === 1,
    );
    const cancelled = await server.client.cancel(id);
    expect(cancelled.status).toBe(200);
    const { body } = await status({ requestId: id });
    expect(body).toMatchObject({ ...ZERO, submitted: 2, undelivered: 1, rejected: 1, cancelled: 1, total: 5 });
    expect(body.messages.map((message) => message.status)).toEqual(['Submitted', 'Cancelled', 'Rejected', 'Undelivered', 'Submitted']);
    expect(body.messages[0]?.statusMessage).toMatch(/^In doubt: /);
    expect(body.messages[4]?.statusMessage).toBe('Delivered');
  });

  it('selects by number, written in any way, with the same counts', async () => {
    const mobile = '+15005550103';
    const ids = [
      await server.client.submitted({ mobiles: [mobile] }),
      await server.client.submitted({ mobiles: [mobile, '+15005550104'] }),
    ];
    for (const id of ids) await server.client.settled(id);
    const waiting = await server.client.submitted({ mobiles: [mobile], startTimestamp: inAnHour() });
    const { body } = await status({ mobileNumber: '001 500 555-0103' });
    expect(body).toMatchObject({ ...ZERO, submitted: 2, initial: 1, total: 3 });
    expect(body.messages.map(({ requestId }) => requestId)).toEqual([waiting, ids[1], ids[0]]);
    expect((await status({ mobileNumber: mobile, requestId: ids[0] })).body.total).toBe(1);
  });

  it('selects by UTC days, both ends inclusive', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    await server.sql.query(`update request set created_at = '2020-02-29T23:59:59.999Z' where id = $1`, [id]);
    const total = async (body: object): Promise<unknown> => (await status(body)).body.total;
    expect(await total({ sentDate: '02/29/2020', endDate: '02/29/2020' })).toBe(3);
    expect(await total({ sentDate: '02/28/2020', endDate: '02/28/2020' })).toBe(0);
    expect(await total({ sentDate: '03/01/2020', endDate: '03/02/2020' })).toBe(0);
    expect(await total({ sentDate: day(1) })).toBe(0);
    expect(await total({ sentDate: day(-1) })).toBeGreaterThan(3);
  });

  it('pages by elements, newest first', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(25) });
    const page = async (startElement: unknown, elementsPerPage?: unknown) =>
      (await status({ requestId: id, startElement, elementsPerPage })).body.messages.map(({ smsId }) => BigInt(smsId ?? 0) - BigInt(id));
    expect(await page('0')).toEqual(Array.from({ length: 20 }, (_, i) => BigInt(25 - i)));
    expect(await page(20, '10')).toEqual([5n, 4n, 3n, 2n, 1n]);
    expect(await page('25', 5)).toEqual([]);
    expect(await page(0, 5_000)).toHaveLength(25);
    expect((await status({ requestId: id, startElement: 10_001 })).status).toBe(400);
    expect((await status({ requestId: id, startElement: -1 })).status).toBe(400);
  });

  it('reads an ID as a bare JSON number without loss', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    const { body } = await status(`{"requestId":${id}}`);
    expect(body.messages[0]?.requestId).toBe(id);
    expect((await status('{"requestId":9223372036854775806}')).body).toEqual({ ...ZERO, messages: [] });
  });

  it.each([
    ['an unknown request', { requestId: '4713025406550859686' }],
    ['an audience alone', { audienceId: 'a4' }],
  ])('answers zeros for %s', async (_name, body) => {
    const answer = await status(body);
    expect([answer.status, answer.body]).toEqual([200, { ...ZERO, messages: [] }]);
  });

  it.each([
    [{}, 'Please provide sent date'],
    [{ requestId: '', mobileNumber: null }, 'Please provide sent date'],
    [{ endDate: '01/31/2030' }, 'Please provide sent date'],
    [{ requestId: 'abc' }, 'Request ID should not contain alphabets or special characters'],
    [{ requestId: '1e3' }, 'Request ID should not contain alphabets or special characters'],
    [{ requestID: '1' }, 'The Request Contains Invalid keys'],
    [{ sentDate: '31/12/2030' }, 'Invalid request format, Error messages :[sentDate should be a date as mm/dd/yyyy @ message :1]'],
    [{ sentDate: '02/30/2030' }, 'Invalid request format, Error messages :[sentDate should be a date as mm/dd/yyyy @ message :1]'],
    [{ mobileNumber: 'abc' }, 'Invalid request format, Error messages :[mobileNumber is not a phone number @ message :1]'],
    ['[', 'Failed to parse the input request'],
  ])('answers 400 to %j', async (body, message) => {
    const answer = await status(body);
    expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ id: '', message })]);
  });
});

describe('GET /api/v1/messages/sms/{id}', () => {
  it('shows a scheduled request', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), priorityService: 'true', sender: 'ACME', mobiles: mobiles(4) });
    const request = await server.client.request(id);
    expect(request).toMatchObject({
      ...{ id, channel: 'text', content: 'sample sms message', sender: 'ACME', priority: true, state: 'scheduled', recipientCount: 4 },
      ...{ submittedBy: 'tester', expiresAt: null, cancelledAt: null, cancelledBy: null },
    });
    expect(Object.values(request.counts).reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(request.counts.Initial).toBe(4);
  });

  it('answers 404 to unknown ones and an SMS ID, and the cancel’s 400s to IDs that are none', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    for (const path of ['4713025406550859686', (BigInt(id) + 1n).toString(), '4713025406550859686/entries']) {
      const { status: code, body } = await server.client.ask('GET', `/api/v1/messages/sms/${path}`);
      expect([code, body]).toEqual([404, { id: '', message: 'Not found' }]);
    }
    for (const bad of ['abc', 'abc/entries']) expect((await server.client.ask('GET', `/api/v1/messages/sms/${bad}`)).status).toBe(400);
    expect((await server.client.ask('GET', '/api/v1/messages/sms/0')).body.message).toBe('Invalid request ID');
  });

  it('lists entries in pages, by status too', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(1_103) });
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await server.client.ask<{ items: { smsId: string }[]; next: string | null }>(
        'GET',
        `/api/v1/messages/sms/${id}/entries?limit=400${cursor}`,
      );
      seen.push(...body.items.map(({ smsId }) => smsId));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(Array.from({ length: 1_103 }, (_, i) => (BigInt(id) + BigInt(1_103 - i)).toString()));
    expect(await server.client.entries(id, '&status=Initial')).toHaveLength(1_000);
    expect(await server.client.entries(id, '&status=Cancelled')).toHaveLength(0);
    await server.client.cancel(id);
    expect((await server.client.entries(id, '&status=Cancelled'))[0]).toMatchObject({ status: 'Cancelled', attempts: 0 });
  });
});

describe('GET /api/v1/messages/sms', () => {
  const tenant = 'lister';
  const made: string[] = [];
  let client: TestServer['client'];
  beforeAll(async () => {
    client = server.client.as({ tenant });
    for (let i = 0; i < 12; i++)
      made.unshift(
        await client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(1, i % 3), sender: i % 2 === 0 ? 'EVEN' : 'ODD' }),
      );
  });

  it('pages newest first over all lanes, each once', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await list(`?limit=5${cursor}`, client);
      seen.push(...body.items.map(({ id }) => id));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(seen).toEqual(made);
    expect(new Set(made.map((id) => BigInt(id) >> 53n)).size).toBe(2);
  });

  it('filters by state, mobile, sender and time', async () => {
    const ids = async (query: string): Promise<string[]> => (await list(query, client)).body.items.map(({ id }) => id);
    expect(await ids('?sender=EVEN')).toHaveLength(6);
    expect(await ids(`?mobile=${encodeURIComponent('+12025500001')}`)).toHaveLength(4);
    expect(await ids('?mobile=+12025500001&sender=ODD')).toHaveLength(2);
    await server.client.submitted({ startTimestamp: inAnHour(), sender: '+15005550006' });
    expect((await list('?sender=+15005550006')).body.items).toHaveLength(1);
    await client.cancel(made[0] ?? '');
    expect(await ids('?state=cancelled')).toEqual([made[0]]);
    expect(await ids('?state=scheduled')).toEqual(made.slice(1));
    expect(await ids('?state=finished')).toEqual([]);
    await server.sql.query(`update request set created_at = '2020-02-29T12:00:00.5Z' where id = $1`, [made[5]]);
    expect(await ids('?to=2020-02-29')).toEqual([made[5]]);
    expect(await ids('?from=2020-02-29&to=2020-02-29T13:00:01%2B01:00')).toEqual([made[5]]);
    expect(await ids('?from=2020-02-29T12:00:01Z')).toHaveLength(11);
  });

  it.each([
    ['?state=done', 'state'],
    ['?sender=%00', 'sender'],
    [`?from=${'T'.repeat(20_000)}`, 'from'],
    ['?mobile=x', 'mobile'],
    ['?from=yesterday', 'from'],
    ['?to=2030-02-30', 'to'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=x', 'limit'],
    ['?cursor=%00', 'cursor'],
    ['?cursor=MTIz', 'cursor'],
    ['?status=Initial', 'status'],
    ['?state=sending&state=finished', 'state'],
  ])('answers 400 to %s, naming %s', async (query, field) => {
    const { status: code, body } = await list(query, client);
    expect([code, body]).toEqual([400, expect.objectContaining({ id: '', errors: [expect.objectContaining({ field })] })]);
  });
});
