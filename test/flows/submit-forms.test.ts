// The recipients as NDJSON or CSV: the same answers as in JSON, the same checks, and faults that name their line.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CSV, type Form, FULL, HEAD, inEveryForm, later, NDJSON, PATH, QUERY, type Submitted } from '../support/bodies.js';
import { mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ MAX_RECIPIENTS: '1000' });
});
afterAll(() => server.close());

const send = ({ type, path, body }: Omit<Form, 'name'>, headers: Record<string, string> = {}): Promise<Submitted> =>
  server.client.ask('POST', path, body, { 'content-type': type, ...headers });
const stored = async (): Promise<number> =>
  (await server.sql.query<{ n: number }>('select count(*)::int as n from request')).rows[0]?.n ?? -1;
const entries = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ mobile }) => mobile).reverse();
const refusal = ({ status, body: { message, errors } }: Submitted): unknown[] => [status, message, errors];
const NO_NUMBER = 'No active audience members found';

const GOOD = ['+919866694753', '+91 99009 90091', '++919866694753', '+12025550123'];
const E164 = ['+919866694753', '+919900990091', '+12025550123'];

describe('every form', () => {
  it('makes the same request, and answers the same', async () => {
    const message = { content: 'Grüße, “you”', startTimestamp: later, channel: 'voicesms', priorityService: 'true', sender: 'ACME' };
    const seen = [];
    for (const form of inEveryForm(message, [...GOOD, 'abc'])) {
      const { status, body } = await send(form, FULL);
      const { id, ...answer } = body;
      const { content, channel, priority, sender, startsAt } = await server.client.request(id);
      seen.push({ status, answer, content, channel, priority, sender, startsAt, entries: await entries(id) });
      expect(Object.keys((await send(form)).body)).toEqual(['id', 'message']);
    }
    expect(seen[0]).toMatchObject({
      status: 200,
      content: message.content,
      channel: 'voice',
      priority: true,
      sender: 'ACME',
      entries: E164,
    });
    expect(seen[0]?.answer).toMatchObject({
      recipientCount: 3,
      duplicates: 1,
      refusedCount: 1,
      refused: [{ index: 4, mobile: 'abc', reason: 'is not a phone number' }],
    });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('refuses all for one bad number where that is preferred', async () => {
    const before = await stored();
    for (const form of inEveryForm({ content: 'hi' }, ['+919866694753', 'abc'])) {
      const answer = await send(form, { prefer: 'handling=strict' });
      expect(answer.body.errors).toEqual([{ field: 'recipient[1].mobile', message: 'is not a phone number' }]);
    }
    expect(await stored()).toBe(before);
  });

  it('checks the message alike', async () => {
    const before = await stored();
    for (const [message, field] of [
      [{ content: '' }, 'content'],
      [{ content: 'hi', startTimstamp: '0' }, 'startTimstamp'],
      [{ content: 'hi', channel: 'fax' }, 'channel'],
    ] as const) {
      const [json, ...others] = await Promise.all(inEveryForm(message, GOOD).map((form) => send(form)));
      expect([json?.status, json?.body.errors?.[0]?.field]).toEqual([400, field]);
      for (const other of others) expect([other.status, other.body]).toEqual([json?.status, json?.body]);
    }
    for (const form of inEveryForm({ content: 'hi' }, ['12'])) expect((await send(form)).body.message).toBe(NO_NUMBER);
    for (const form of inEveryForm({ content: 'hi' }, [])) expect((await send(form)).body.message).toBe(NO_NUMBER);
    for (const form of inEveryForm({ content: 'hi' }, mobiles(1_001))) {
      const answer = await send(form);
      expect(refusal(answer)).toEqual([413, 'Request is too large', [{ field: 'recipient', message: 'should be 1000 at most' }]]);
    }
    expect(await stored()).toBe(before);
  });

  it('is one request when it is repeated with its key', async () => {
    for (const [i, form] of inEveryForm({ content: 'hi', startTimestamp: later }, GOOD).entries()) {
      const before = await stored();
      const headers = { 'idempotency-key': `form-${i}` };
      const first = await send(form, headers);
      const again = await send(form, headers);
      expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
      expect((await send({ ...form, body: `${form.body}\n` }, headers)).status).toBe(422);
      expect((await send({ ...form, path: `${form.path}${form.type === CSV ? '&' : '?'}checkUserExistence=true` }, headers)).status).toBe(
        422,
      );
      expect(await stored()).toBe(before + 1);
      const bad = { ...form, body: form.body.slice(0, 6) };
      const refused = await send(bad, { 'idempotency-key': `bad-${i}` });
      const repeated = await send(bad, { 'idempotency-key': `bad-${i}` });
      expect([refused.status, repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([400, 400, 'true']);
    }
  });
});

describe('what is declared', () => {
  const body = Buffer.concat([Buffer.from(`${HEAD}\n{"mobile":"+91`), Buffer.from([0xff]), Buffer.from('9866694753"}')]);
  const bytes = async (type: string, path = PATH): Promise<number> => {
    const headers = { ...server.client.headers(), 'content-type': type };
    return (await fetch(server.url + path, { method: 'POST', headers, body })).status;
  };

  it('is UTF-8', async () => {
    expect(await bytes(NDJSON)).toBe(400);
    expect(await bytes(CSV, PATH + QUERY)).toBe(400);
  });

  it('is one of the three types, plain', async () => {
    for (const type of ['application/ndjson', 'text/plain', 'text/csv; charset=latin1', 'application/x-ndjson; charset=utf-16'])
      expect(await bytes(type)).toBe(415);
    const [, form] = inEveryForm({ content: 'hi', startTimestamp: later }, GOOD);
    if (form !== undefined) expect((await send({ ...form, type: 'Application/X-NDJSON; charset="UTF-8"' })).status).toBe(200);
  });
});
