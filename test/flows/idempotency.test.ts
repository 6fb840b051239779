// A retried submit is one request.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { laneOf } from '../../src/queue/entry-ids.js';
import { laneOfKey } from '../../src/queue/lanes/lane-of-key.js';
import { startApp } from '../support/app.js';
import { Client, eventually, inAnHour, submitBody } from '../support/client.js';
import { startServer, TEST_LANES, type TestServer } from '../support/server.js';
import { waiting } from '../support/waits.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const requests = async (): Promise<number> =>
  (await server.sql.query<{ n: number }>('select count(*)::int as n from request')).rows[0]?.n ?? -1;
const submit = (key: string, body: unknown, path = '/api/v1/messages/sms') =>
  server.client.ask<{ id: string }>('POST', path, body, { 'idempotency-key': key });

it('answers the same key and body with the first answer, under every alias of the path', async () => {
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const before = await requests();
  const first = await submit('a', body);
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null]);
  for (const path of ['/api/v1/messages/sms', '/kpns/api/v1/message/sms']) {
    const again = await submit('a', body, path);
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
  }
  expect(await requests()).toBe(before + 1);
});

it('refuses the same key with another body or query', async () => {
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const before = await requests();
  await submit('b', body);
  const refused = { id: '', message: 'The Idempotency-Key was used with another request' };
  for (const [other, path] of [[`${body} `], [body, '/api/v1/messages/sms?checkUserExistence=true']] as const) {
    const answer = await submit('b', other, path);
    expect([answer.status, answer.body]).toEqual([422, refused]);
  }
  expect(await requests()).toBe(before + 1);
});

it('is one request also when the repeats come at once', async () => {
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const before = await requests();
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit('c', body)));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await requests()).toBe(before + 1);
});

it('keeps a 400, no other failure, and a key for each tenant', async () => {
  const bad = JSON.stringify(submitBody({ content: '' }));
  const first = await submit('d', bad);
  const again = await submit('d', bad);
  expect([first.status, again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([400, 400, first.body, 'true']);
  const wrongType = await server.client.ask('POST', '/api/v1/messages/sms', submitBody(), {
    'idempotency-key': 'e',
    'content-type': 'text/plain',
  });
  expect([wrongType.status, (await submit('e', submitBody())).status]).toEqual([415, 200]);
  const other = await server.client.as({ tenant: 'other' }).ask('POST', '/api/v1/messages/sms', submitBody(), { 'idempotency-key': 'd' });
  expect(other.status).toBe(200);
});

it('says 409 while the first is still running', async () => {
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const blocker = await server.sql.connect();
  await blocker.query('begin');
  // The first one's row, not committed yet.
  await blocker.query(
    `insert into idempotency_key (lane, tenant, method, path, key, fingerprint) values ($1, 'acme', 'POST', '/api/v1/messages/sms', 'f', '')`,
    [laneOfKey((TEST_LANES.LANES ?? '0').split(',').map(Number), 'acme', 'f')],
  );
  const waiting = await submit('f', body);
  await blocker.query('rollback');
  blocker.release();
  expect([waiting.status, waiting.body, waiting.headers.get('retry-after')]).toEqual([
    409,
    { id: '', message: 'The first request with this Idempotency-Key is still running' },
    '1',
  ]);
  expect((await submit('f', body)).status).toBe(200);
});

it('lets repeats wait without a connection', async () => {
  const small = await startServer({ DATABASE_POOL: '2', ROLE: 'api' });
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const ask = () => small.client.ask<{ id: string }>('POST', '/api/v1/messages/sms', body, { 'idempotency-key': 'busy' });
  const id = await small.client.submitted({ startTimestamp: inAnHour() });
  const blocker = await small.sql.connect();
  await blocker.query('begin');
  // The first one stops in the middle, with its key's row.
  await blocker.query('lock table request in exclusive mode');
  const first = ask();
  await eventually(
    () => waiting(small.sql),
    (sessions) => sessions.length === 1,
  );
  let settled = 0;
  const repeats = Array.from({ length: 32 }, () => ask().finally(() => settled++));
  // Reads have the other connection while all of them wait.
  for (let i = 0; i < 4; i++) expect((await small.client.request(id)).id).toBe(id);
  expect(settled).toBe(0);
  await blocker.query('rollback');
  blocker.release();
  const { status, body: answer } = await first;
  expect(status).toBe(200);
  for (const each of await Promise.all(repeats)) {
    // Whoever had to wait for too long was told so; nobody made a second one.
    expect([200, 409]).toContain(each.status);
    if (each.status === 200) expect([each.body, each.headers.get('idempotency-replayed')]).toEqual([answer, 'true']);
  }
  expect((await small.sql.query('select from request')).rowCount).toBe(2);
  await small.close();
});

it('is one request also when the repeats come to several processes at once, and 422 for another body among them', async () => {
  const other = await startApp({ DATABASE_URL: server.databaseUrl, ROLE: 'api', ...TEST_LANES });
  const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
  const before = await requests();
  const ask = (url: string, text: string) =>
    server.client.at(url).ask<{ id: string }>('POST', '/api/v1/messages/sms', text, { 'idempotency-key': 'many' });
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => ask(i % 2 === 0 ? server.url : other.url, body)));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null).length).toBe(1);
  const mixed = await Promise.all([server.url, other.url].map((url) => ask(url, `${body} `)));
  expect(mixed.map(({ status }) => status)).toEqual([422, 422]);
  expect(await requests()).toBe(before + 1);
  await other.close();
});

it('lets a repeat try where the first one failed', async () => {
  // Neither is kept: each of them is the first one for the other.
  const body = JSON.stringify(submitBody({ mobiles: Array.from({ length: 3 }, (_, i) => `+91986669475${i}`) }));
  const small = await startServer({ MAX_RECIPIENTS: '2' });
  const ask = (text: string) => small.client.ask('POST', '/api/v1/messages/sms', text, { 'idempotency-key': 'failing' });
  expect((await Promise.all([ask(body), ask(body), ask(body)])).map(({ status }) => status)).toEqual([413, 413, 413]);
  expect((await ask(JSON.stringify(submitBody()))).status).toBe(200);
  await small.close();
});

it('says 409 to a repeat of a cancel while the first one runs, and lets other cancels by', async () => {
  const small = await startServer({ CANCEL_POOL: '2', ROLE: 'api' });
  const [id, another] = [
    await small.client.submitted({ startTimestamp: inAnHour() }),
    await small.client.submitted({ startTimestamp: inAnHour() }),
  ];
  const blocker = await small.sql.connect();
  await blocker.query('begin');
  await blocker.query('select from queue_slice where lane = $1 and request_id = $2 for update', [laneOf(id), id]);
  const cancels = Array.from({ length: 8 }, () => small.client.cancel(id, { 'idempotency-key': 'c' }));
  expect((await small.client.cancel(another)).body.message).toMatch(/^Cancelled {2}1 /);
  await blocker.query('rollback');
  blocker.release();
  const answers = await Promise.all(cancels);
  for (const each of answers) expect([200, 409]).toContain(each.status);
  expect(answers.filter((each) => each.status === 200 && each.headers.get('idempotency-replayed') === null).length).toBe(1);
  await small.close();
});

it('forgets a key after a day', async () => {
  const first = await submit('g', submitBody({ startTimestamp: inAnHour() }));
  await server.sql.query(`update idempotency_key set created_at = now() - interval '25 hours' where key = 'g'`);
  const later = await submit('g', submitBody({ content: 'another', startTimestamp: inAnHour() }));
  expect([later.status, later.body.id === first.body.id]).toEqual([200, false]);
});

it('knows a key also after lanes were added', async () => {
  const few = await startServer({ LANES: '0' });
  const headers = (key: string) => ({ 'idempotency-key': key });
  const keys = Array.from({ length: 8 }, (_, i) => `before-${i}`);
  const first = await Promise.all(keys.map((key) => few.client.submit({ startTimestamp: inAnHour() }, headers(key))));
  const body = submitBody({ startTimestamp: '2040-01-01T00:00:00Z' });
  const { body: answer } = await few.client.ask('POST', '/api/v1/messages/sms', body, headers('again'));
  const more = await startApp({ DATABASE_URL: few.databaseUrl, LANES: '0,1,2,3,4,5', ROLE: 'api' });
  const repeats = await Promise.all(keys.map((key) => new Client(more.url).submit({ content: 'another' }, headers(key))));
  expect(first.map(({ status }) => status)).toEqual(keys.map(() => 200));
  expect(repeats.map(({ status }) => status)).toEqual(keys.map(() => 422));
  expect((await new Client(more.url).ask('POST', '/api/v1/messages/sms', body, headers('again'))).body).toEqual(answer);
  await more.close();
  await few.close();
});
