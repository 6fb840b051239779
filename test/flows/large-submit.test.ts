// A submit of twenty thousand recipients, streamed: stored exactly, or not at all, whatever happens half way.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import { begin, chunked, type Form, inEveryForm } from '../support/bodies.js';
import { hear } from '../support/raw.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { waiting } from '../support/waits.js';

const RECIPIENTS = 20_000;
const MOST = 50_000;
const LIMIT = 1_500_000;
const numbers = mobiles(RECIPIENTS);
const forms = inEveryForm({ content: 'hi', startTimestamp: inAnHour() }, numbers);
const [json, ndjson] = forms as [Form, Form];

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ LANES: '0', BODY_LIMIT_BYTES: String(LIMIT), MAX_RECIPIENTS: String(MOST) });
});
afterAll(() => server.close());

/** Another server on the same database, for clients that take their time: this one waits a minute for them. */
async function impatiently(work: (url: string) => Promise<void>): Promise<void> {
  const app = await startApp({ DATABASE_URL: server.databaseUrl, ROLE: 'api', DATABASE_POOL: '2', REQUEST_TIMEOUT_MS: '1000' });
  await work(app.url).finally(() => app.close());
}

const send = ({ type, path, body }: Form, headers: Record<string, string> = {}) =>
  server.client.ask<{ id: string; message: string; errors?: object[] }>('POST', path, body, { 'content-type': type, ...headers });

async function stored(): Promise<Record<'requests' | 'entries' | 'slices' | 'keys', number>> {
  const counts = ['request', 'queue_entry', 'queue_slice', 'idempotency_key'].map((table) => `(select count(*)::int from ${table})`);
  const [requests, entries, slices, keys] = counts;
  const { rows } = await server.sql.query(`select ${requests} as requests, ${entries} as entries, ${slices} as slices, ${keys} as keys`);
  return rows[0] as Awaited<ReturnType<typeof stored>>;
}

/** Nothing of it may stay. */
async function refused(work: () => Promise<void>): Promise<void> {
  const before = await stored();
  await work();
  expect(await stored()).toEqual(before);
  const { status } = await server.client.submit({ startTimestamp: inAnHour() });
  expect(status).toBe(200);
}

describe('a large submit', () => {
  it.each(forms.map((form) => [form.name, form] as const))('stores each recipient in its place: %s', async (_name, form) => {
    const { status, body } = await send(form);
    expect([status, body.message]).toEqual([200, 'Request Queued. ']);
    const { rows } = await server.sql.query<{ mobile: string; position: number }>(
      `select address as mobile, (entry_id - $1::bigint)::int as position from queue_entry
       where lane = 0 and entry_id between $1::bigint + 1 and $1::bigint + 1048575 order by entry_id`,
      [body.id],
    );
    expect(rows.map(({ position }) => position)).toEqual(numbers.map((_number, i) => i + 1));
    expect(rows.map(({ mobile }) => mobile)).toEqual(numbers);
    expect(await server.client.request(body.id)).toMatchObject({ recipientCount: RECIPIENTS, counts: { Initial: RECIPIENTS } });
    const slices = await server.sql.query(
      'select sum(last - first + 1)::int as size, max(last) as last from queue_slice where request_id = $1',
      [body.id],
    );
    expect(slices.rows).toEqual([{ size: RECIPIENTS, last: RECIPIENTS }]);
    expect((await server.client.cancel(body.id)).body.message).toContain(` ${RECIPIENTS} message entries`);
  });

  it('copies numbers of every length', async () => {
    const lengths = ['+6834000', '+12025550123', '+919866694753', '+491234567890123', '+4312345678901'];
    const all = [...lengths, ...numbers.slice(0, 3_000)];
    const { body } = await server.client.submit({ mobiles: all, startTimestamp: inAnHour() });
    const { rows } = await server.sql.query<{ mobile: string }>(
      'select address as mobile from queue_entry where lane = 0 and entry_id between $1::bigint + 1 and $1::bigint + 5 order by entry_id',
      [body.id],
    );
    expect(rows.map(({ mobile }) => mobile)).toEqual(lengths);
  });

  it('is one request when it is repeated with its key', async () => {
    const before = await stored();
    const first = await send(json, { 'idempotency-key': 'large' });
    const again = await send(json, { 'idempotency-key': 'large' });
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expect(await stored()).toMatchObject({ requests: before.requests + 1, entries: before.entries + RECIPIENTS });
  });

  it('has the planner look at the tables anew', async () => {
    const [, , csv] = inEveryForm({ content: 'hi', startTimestamp: inAnHour() }, mobiles(MOST)) as [Form, Form, Form];
    expect((await send(csv)).status).toBe(200);
    const analyzed = async (): Promise<number | null> =>
      (
        await server.sql.query(
          `select from pg_stat_user_tables where relname in ('queue_entry', 'queue_slice') and last_analyze is not null`,
        )
      ).rowCount;
    expect(await eventually(analyzed, (count) => count === 2)).toBe(2);
  });

  it('is taken in chunks too', async () => {
    for (const form of forms) {
      const socket = await begin(server.url, form, 'Transfer-Encoding: chunked', 'Connection: close');
      const heard = hear(socket);
      for (let at = 0; at < form.body.length; at += 50_000) socket.write(chunked(form.body.slice(at, at + 50_000)));
      socket.write('0\r\n\r\n');
      expect(await heard).toMatch(/^HTTP\/1.1 200 /);
    }
  });
});

describe('what is wrong with it is refused, and nothing stays', () => {
  it('too many recipients', async () => {
    for (const form of inEveryForm({ content: 'hi' }, mobiles(MOST + 1)))
      await refused(async () => {
        const { status, body } = await send(form, { 'idempotency-key': 'many' });
        expect([status, body.errors]).toEqual([413, [{ field: 'recipient', message: `should be ${MOST} at most` }]]);
      });
  });

  it('too many bytes, while they come', async () => {
    for (const form of forms)
      await refused(async () => {
        const socket = await begin(server.url, form, 'Transfer-Encoding: chunked', 'Idempotency-Key: bytes');
        const heard = hear(socket);
        // Never ended.
        for (let sent = 0; sent <= LIMIT; sent += 50_000) socket.write(chunked(form.body.slice(0, 50_000)));
        const answer = await heard;
        expect(answer).toMatch(/^HTTP\/1.1 413 /);
        expect(answer).toContain('{"id":"","message":"Request is too large"}');
      });
  });

  it('a fault at its very end', async () => {
    for (const [i, form] of forms.entries())
      await refused(async () => {
        const spoilt = [`${form.body}{}`, `${form.body}\n{`, `${form.body}\n"`][i];
        expect((await send({ ...form, body: spoilt ?? '' })).body.message).toBe('Failed to parse the input request');
      });
  });

  it('a client that hangs up half way', async () => {
    for (const form of forms)
      await refused(async () => {
        const socket = await begin(server.url, form, `Content-Length: ${form.body.length}`, 'Idempotency-Key: gone');
        await new Promise<void>((resolve) => {
          socket.write(form.body.slice(0, form.body.length / 2), () => {
            resolve();
          });
        });
        socket.destroy();
      });
    // Its key is free.
    expect((await send(json, { 'idempotency-key': 'gone' })).status).toBe(200);
  });

  it('a client that is too slow, or promised more than it has', async () => {
    for (const promised of [ndjson.body.length, 2 * ndjson.body.length])
      await refused(() =>
        impatiently(async (url) => {
          const socket = await begin(url, ndjson, `Content-Length: ${promised}`);
          const heard = hear(socket);
          socket.write(ndjson.body.slice(0, promised / 2));
          expect(await heard).toMatch(/^HTTP\/1.1 408 /);
        }),
      );
  });

  it('a client that sends more than it promised', async () => {
    await refused(async () => {
      const socket = await begin(server.url, json, `Content-Length: ${json.body.length - 10}`, 'Connection: close');
      const heard = hear(socket);
      socket.write(json.body);
      expect(await heard).toMatch(/^HTTP\/1.1 400 /);
    });
  });
});

describe('a database that goes away half way through the entries', () => {
  it('is answered with 500, leaves nothing, and the next submit works', async () => {
    const { body: last } = await server.client.submit({ startTimestamp: inAnHour() });
    const blocker = await server.sql.connect();
    await refused(async () => {
      // What puts them in comes to wait for whoever is about to take one of their keys.
      await blocker.query('begin');
      const inTheWay = BigInt(last.id) + (1n << 20n) + 15_000n;
      await blocker.query('insert into queue_entry (lane, entry_id, address, channel) values (0, $1, $2, 1)', [inTheWay.toString(), '+1']);
      const answer = send(json, { 'idempotency-key': 'away' });
      const waits = async (): Promise<string | undefined> =>
        (await waiting(server.sql)).find(({ query }) => query.includes('queue_entry'))?.id;
      const pid = await eventually(waits, (found) => found !== undefined);
      await server.sql.query('select pg_terminate_backend($1)', [pid]);
      const { status, body, headers } = await answer;
      expect([status, body, headers.get('retry-after')]).toEqual([500, { id: '', message: 'Server failure to process request' }, '1']);
      await blocker.query('rollback');
    });
    blocker.release();
    expect((await send(json, { 'idempotency-key': 'away' })).status).toBe(200);
  });
});
