// Many cancels by one call: each exact and by itself, each answered on a line of its own, whatever races it and whoever hangs up.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneOf } from '../../src/queue/entry-ids.js';
import { type Client, eventually, inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

interface Line {
  requestId: string;
  status: number;
  id: string;
  message: string;
  cancelled: number;
}
interface Sum {
  requests: number;
  cancelled: number;
}

const PATH = '/api/v1/messages/sms/cancellations';
const NOTHING = 'No cancellable messages found';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
});
afterAll(() => server.close());

/** @param body its text, or what is written as JSON */
const post = (body: unknown, client: Client = server.client, path = PATH, signal?: AbortSignal): Promise<Response> =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { ...client.headers(), 'content-type': 'application/json;charset=UTF-8' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });

async function cancelled(body: unknown, client?: Client, path?: string): Promise<{ lines: Line[]; sum: Sum }> {
  const response = await post(body, client, path);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const all = (await response.text()).split('\n').slice(0, -1);
  const lines = all.map((line) => JSON.parse(line) as Line & Sum);
  const sum = lines.pop();
  expect(Object.keys(sum ?? {})).toEqual(['requests', 'cancelled']);
  return { lines, sum: sum ?? { requests: NaN, cancelled: NaN } };
}

const scheduled = (count: number, more = {}, client = server.client): Promise<string> =>
  client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count), ...more });
const byId = (lines: Line[]): Record<string, number> => Object.fromEntries(lines.map((line) => [line.requestId, line.cancelled]));

describe('by IDs', () => {
  it('cancels each by itself and answers each as a cancel of its own would', async () => {
    const [four, one, unknown] = [await scheduled(4), await scheduled(1), '4713025406550859686'];
    const { lines, sum } = await cancelled({ ids: [four, unknown, one, four] });
    expect(lines).toHaveLength(3);
    const message = `Cancelled  4 message entries of the Message with ID : ${four}`;
    expect(lines).toContainEqual({ requestId: four, status: 200, id: '', message, cancelled: 4 });
    expect(lines).toContainEqual({ requestId: unknown, status: 400, id: '', message: NOTHING, cancelled: 0 });
    expect(sum).toEqual({ requests: 3, cancelled: 5 });
    expect(await server.client.request(four)).toMatchObject({ state: 'cancelled', cancelledBy: 'tester', counts: { Cancelled: 4 } });
    expect(byId((await cancelled({ ids: [four, one] }, server.client, `/vpns${PATH.replace('messages', 'message')}`)).lines)).toEqual({
      [four]: 0,
      [one]: 0,
    });
  });

  it('takes a thousand, and IDs as bare numbers without loss', async () => {
    const messages = Array.from({ length: 1_000 }, () => ({
      content: 'sample',
      startTimestamp: inAnHour(),
      recipients: { recipient: [{ mobile: '+12025550000' }, { mobile: '+12025550001' }] },
    }));
    const { body } = await server.client.ask<{ ids: string[] }>('POST', '/api/v1/messages/sms', {
      smsServiceRequest: { messages: { message: messages } },
    });
    const { lines, sum } = await cancelled(`{"ids":[${body.ids.join(',')}]}`);
    expect(sum).toEqual({ requests: 1_000, cancelled: 2_000 });
    expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set(body.ids));
  });

  it('knows nothing of another tenant’s', async () => {
    const id = await scheduled(2);
    const other = server.client.as({ tenant: 'other' });
    expect(byId((await cancelled({ ids: [id] }, other)).lines)).toEqual({ [id]: 0 });
    expect((await cancelled({ filter: { from: '2020-01-01' } }, other)).sum).toEqual({ requests: 0, cancelled: 0 });
    expect((await server.client.request(id)).counts.Initial).toBe(2);
  });
});

describe('by a filter', () => {
  it('cancels what the list finds, of all pages, and nothing else', async () => {
    const user = server.client.as({ sub: 'blaster' });
    const theirs = await Promise.all(Array.from({ length: 450 }, (_, i) => scheduled(1 + (i % 3), {}, user)));
    const mine = await scheduled(3);
    const { lines, sum } = await cancelled({ filter: { user: 'blaster', state: 'scheduled', mobile: null } });
    expect(lines.map(({ requestId }) => requestId).sort()).toEqual([...theirs].sort());
    expect(sum).toEqual({ requests: 450, cancelled: 900 });
    expect((await server.client.request(mine)).counts.Initial).toBe(3);
  });

  it('by recipient, sender and time', async () => {
    const mobile = '+15005550477';
    const [found, other] = [await scheduled(1, { mobiles: [mobile], sender: 'ACME' }), await scheduled(1, { mobiles: [mobile] })];
    const { submittedAt } = await server.client.request(found);
    expect((await cancelled({ filter: { mobile: '001 500 555-0477', sender: 'ACME', to: '2020-01-01' } })).sum.requests).toBe(0);
    const filter = { mobile, sender: 'ACME', from: submittedAt, to: submittedAt };
    expect(byId((await cancelled({ filter })).lines)).toEqual({ [found]: 1 });
    expect((await server.client.request(other)).counts.Initial).toBe(1);
  });

  it('tries whatever may still begin or be taken back, and leaves out what has ended for good', async () => {
    const user = server.client.as({ sub: 'ended' });
    const of = async (mobile: string): Promise<string> => user.submitted({ mobiles: [mobile] });
    const [delivered, rejected, submitted, again, doubt] = [
      await of('+15005551301'),
      await of('+15005553001'),
      await of('+15005550301'),
      await of('+15005555001'),
      await of('+15005557001'),
    ];
    const is = (id: string, status: string): Promise<unknown> =>
      eventually(
        async () => (await server.client.entries(id))[0],
        (entry) => entry?.status === status && (status !== 'Initial' || entry.attempts > 0),
      );
    await Promise.all([is(delivered, 'Delivered'), is(rejected, 'Rejected'), is(submitted, 'Submitted')]);
    await Promise.all([is(again, 'Initial'), is(doubt, 'In doubt')]);
    expect(byId((await cancelled({ filter: { user: 'ended' } })).lines)).toEqual({ [submitted]: 0, [again]: 1, [doubt]: 0 });
  });
});

describe('what fails', () => {
  it('is said of the one that it is of, and counts as nothing', async () => {
    const ids = [await scheduled(2), await scheduled(1)];
    await server.sql.query('alter table queue_slice rename to away');
    const { lines, sum } = await cancelled({ ids });
    await server.sql.query('alter table away rename to queue_slice');
    expect(lines.map(({ status, id, message }) => [status, id, message])).toEqual(
      ids.map(() => [500, '', 'Server failure to process request']),
    );
    expect(lines.every((line) => !('cancelled' in line))).toBe(true);
    expect(sum).toEqual({ requests: 2, cancelled: 0 });
    expect((await cancelled({ ids })).sum).toEqual({ requests: 2, cancelled: 3 });
  });
});

describe('what is bad', () => {
  const good = '4713025406550859686';
  it.each([
    [{}, 'ids'],
    [{ ids: [good], filter: { state: 'sending' } }, 'ids'],
    [{ ids: [] }, 'ids'],
    [{ ids: good }, 'ids'],

    [{ ids: [good, good, good, 'abc'] }, 'ids[3]'],
    [{ ids: [good, '0'] }, 'ids[1]'],
    [{ ids: [good, '9223372036854775808'] }, 'ids[1]'],
    [{ ids: [{ id: good }] }, 'ids[0]'],
    [{ ids: [1.5] }, 'ids[0]'],
    [{ filter: {} }, 'filter'],
    [{ filter: { state: '', user: null } }, 'filter'],
    [{ filter: 'all' }, 'filter'],
    [{ filter: [] }, 'filter'],
    [{ filter: { stat: 'scheduled' } }, 'stat'],
    [{ filter: { limit: '5' } }, 'limit'],
    [{ filter: { state: 'waiting' } }, 'state'],
    [{ filter: { mobile: '12' } }, 'mobile'],
    [{ filter: { from: 'yesterday' } }, 'from'],
    [{ filter: { user: '\0' } }, 'user'],
    [{ id: [good] }, 'id'],
  ])('%j is refused by name', async (body, field) => {
    const response = await post(body);
    const answer = (await response.json()) as { id: string; errors: { field: string }[] };
    expect([response.status, answer.id, answer.errors.map((error) => error.field)]).toEqual([400, '', [field]]);
  });

  it('and so are more than a thousand', async () => {
    const response = await post({ ids: Array(1_001).fill(good) });
    expect(await response.text()).toContain('ids should be a list of 1 to 1000 request IDs');
  });

  it('changes nothing', async () => {
    const id = await scheduled(2);
    expect((await post({ ids: [id, 'abc'] })).status).toBe(400);
    expect((await server.client.request(id)).counts.Initial).toBe(2);
  });

  it('needs the scope, the method and JSON', async () => {
    expect((await post({ ids: [good] }, server.client.as({ scope: 'messages:read messages:send' }))).status).toBe(403);
    const wrong = await server.client.ask('GET', PATH);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([400, 'OPTIONS, POST']);
    expect((await server.client.ask('POST', PATH, 'ids', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await server.client.ask('POST', PATH, '{"ids":')).body.message).toBe('Failed to parse the input request');
    expect((await server.client.ask('POST', PATH, { ids: ['x'.repeat(70_000)] })).status).toBe(413);
  });
});

describe('while others cancel too', () => {
  it('every entry is counted by one of them', async () => {
    const user = server.client.as({ sub: 'racer' });
    const ids = await Promise.all(Array.from({ length: 120 }, (_, i) => scheduled(1 + (i % 7), {}, user)));
    const many = async (body: object): Promise<number> => (await cancelled(body)).sum.cancelled;
    const single = async (id: string): Promise<number> =>
      Number((await server.client.cancel(id, { prefer: 'return=representation' })).body.cancelled ?? 0);
    const counts = await Promise.all([
      many({ ids }),
      many({ ids: [...ids].reverse() }),
      many({ filter: { user: 'racer' } }),
      ...ids.filter((_, i) => i % 2 === 0).map(single),
    ]);
    const requests = await Promise.all(ids.map((id) => server.client.request(id)));
    const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
    expect(sum(counts)).toBe(sum(requests.map(({ recipientCount }) => recipientCount)));
    expect(sum(counts)).toBe(sum(requests.map((request) => request.counts.Cancelled ?? 0)));
  });
});

describe('a client that leaves midway', () => {
  it('ends it between two requests; until then no single cancel waits behind it', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, () => scheduled(1)));
    const single = await scheduled(3);
    const leaseToken = await server.sql.connect();
    await leaseToken.query('begin');
    // As many as are cancelled at once: it gets no further.
    for (const id of ids.slice(20, 22))
      await leaseToken.query('select from queue_slice where lane = $1 and request_id = $2 for update', [laneOf(id), id]);
    const done = async (): Promise<number> =>
      (await server.sql.query('select from request where id = any ($1::bigint[]) and cancelled_at is not null', [ids])).rowCount ?? 0;
    const leaving = new AbortController();
    const response = await post({ ids }, server.client, PATH, leaving.signal);
    await eventually(done, (count) => count === 20);
    expect((await server.client.cancel(single)).status).toBe(200);
    leaving.abort();
    await expect(response.text()).rejects.toThrow();
    // The server has heard of it by then.
    for (let i = 0; i < 5; i++) await server.client.request(single);
    await leaseToken.query('rollback');
    leaseToken.release();
    await eventually(done, (count) => count === 22);
    expect((await cancelled({ ids })).sum).toEqual({ requests: 100, cancelled: 78 });
  });
});
