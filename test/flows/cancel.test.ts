// The cancel as contract section 2 has it: every case of its table, word for word.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, token } from '../support/token.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { exchange } from '../support/raw.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const NOTHING = { id: '', message: 'No cancellable messages found' };
const NOT_DECIMAL = { id: '', message: 'Request ID should not contain alphabets or special characters' };
const OUT_OF_RANGE = { id: '', message: 'Invalid request ID' };
const scheduled = (count: number, more = {}): Promise<string> =>
  server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count), ...more });

describe('what waits is taken back', () => {
  it.each(['', 'voicesms'])('answers the count in the words of the seed, exactly two fields (channel “%s”)', async (channel) => {
    const id = await scheduled(4, { channel });
    const { status, body, headers } = await server.client.cancel(id);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toBe(`{"id":"","message":"Cancelled  4 message entries of the Message with ID : ${id}"}`);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await server.client.request(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'tester', counts: { Cancelled: 4 } });
    expect(server.ledger().filter(({ requestId }) => requestId === id)).toEqual([]);
  });

  it('is never singular', async () => {
    const id = await scheduled(1);
    expect((await server.client.cancel(id)).body.message).toBe(`Cancelled  1 message entries of the Message with ID : ${id}`);
  });

  it.each([
    ['no content type', {}, undefined],
    ['the documented content type and no body', { 'content-type': 'application/json;charset=UTF-8' }, undefined],
    ['a body that is no JSON', { 'content-type': 'application/json' }, '{'],
    ['a body of another type', { 'content-type': 'text/plain' }, 'x'.repeat(100_000)],
    ['a content type that is none', { 'content-type': 'nonsense' }, 'x'],
  ])('works with %s', async (_name, headers, body) => {
    const id = await scheduled(2);
    const response = await fetch(`${server.url}/api/v1/messages/sms/${id}`, {
      method: 'DELETE',
      headers: { ...bearer(), ...headers },
      body,
    });
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
      200,
      `Cancelled  2 message entries of the Message with ID : ${id}`,
    ]);
  });

  it('works under every root and spelling, and by the method override', async () => {
    for (const root of ['', '/vpns', '/kpns'])
      for (const word of ['message', 'messages']) {
        const byDelete = await scheduled(1);
        const byOverride = await scheduled(1);
        expect((await server.client.ask('DELETE', `${root}/api/v1/${word}/sms/${byDelete}`)).status).toBe(200);
        const over = { 'x-http-method-override': 'delete' };
        expect((await server.client.ask('POST', `${root}/api/v1/${word}/sms/${byOverride}`, undefined, over)).status).toBe(200);
      }
  });

  it('counts what is to be tried again, and lets it begin no more', async () => {
    const patient = await startServer({ RETRY_BASE_MS: '60000', RETRY_MAX_MS: '60000' });
    const id = await patient.client.submitted({ mobiles: ['+15005555001', '+15005550001', '+15005556001'] });
    await eventually(
      () => patient.client.request(id),
      ({ counts }) => counts.Submitted === 1 && counts.Initial === 1 && counts['Queue Full'] === 1,
    );
    const { body } = await patient.client.cancel(id, { prefer: 'return=representation' });
    const { cancelledAt, ...account } = body as { cancelledAt: string };
    expect(account).toEqual({
      id: '',
      message: `Cancelled  2 message entries of the Message with ID : ${id}`,
      ...{ requestId: id, total: 3, cancelled: 2, handedOver: 1, inFlight: 0, inDoubt: 0, failed: 0, recalled: 0 },
    });
    expect(new Date(cancelledAt).toISOString()).toBe(cancelledAt);
    expect((await patient.client.entries(id)).map(({ status }) => status)).toEqual(['Cancelled', 'Submitted', 'Cancelled']);
    await patient.close();
  });
});

describe('nothing left to cancel', () => {
  it('answers the same bytes to all of them', async () => {
    const finished = await server.client.submitted();
    await server.client.settled(finished);
    const cancelled = await scheduled(1);
    await server.client.cancel(cancelled);
    const foreign = await server.client.as({ tenant: 'other' }).submitted({ startTimestamp: inAnHour() });
    const own = await scheduled(2);
    const smsId = (BigInt(own) + 1n).toString();
    for (const id of [finished, cancelled, foreign, smsId, '4713025406550859686', '1', '9223372036854775807']) {
      const { status, body, headers } = await server.client.cancel(id);
      expect([status, body]).toEqual([400, NOTHING]);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect((await server.client.cancel(id, { prefer: 'return=representation' })).body).toEqual(NOTHING);
    }
    expect((await server.client.as({ tenant: 'other' }).request(foreign)).counts.Initial).toBe(1);
    expect((await server.client.cancel(own)).status).toBe(200);
  });
});

describe('IDs that are none', () => {
  const DIGITS = '9'.repeat(10_000);
  const CASES: [id: string, expected: object][] = [
    ['abc', NOT_DECIMAL],
    ['-1', NOT_DECIMAL],
    ['+1', NOT_DECIMAL],
    ['1e3', NOT_DECIMAL],
    ['1.5', NOT_DECIMAL],
    ['007', NOT_DECIMAL],
    ['%00', NOT_DECIMAL],
    ['%31', NOT_DECIMAL],
    ['%zz', NOT_DECIMAL],
    ['%', NOT_DECIMAL],
    ['1%20', NOT_DECIMAL],
    ['1%2F2', NOT_DECIMAL],
    ['١', NOT_DECIMAL],
    ['x'.repeat(10_000), NOT_DECIMAL],
    ['0', OUT_OF_RANGE],
    ['9223372036854775808', OUT_OF_RANGE],
    ['99999999999999999999', OUT_OF_RANGE],
    [DIGITS, OUT_OF_RANGE],
  ];
  it.each(CASES.map(([id, expected]) => ({ name: id.slice(0, 30), id, expected })))('$name', async ({ id, expected }) => {
    const head = `Host: x\r\nAuthorization: ${bearer().authorization}\r\nConnection: close`;
    const raw = await exchange(
      server.url,
      `DELETE /api/v1/messages/sms/${encodeURI(id).replaceAll('%25', '%')} HTTP/1.1\r\n${head}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1.1 400 /);
    expect(raw).toContain(JSON.stringify(expected));
  });
});

describe('who may cancel', () => {
  it('answers another method with 400 and Allow', async () => {
    const id = await scheduled(1);
    for (const method of ['POST', 'PUT']) {
      const { status, body, headers } = await server.client.ask(method, `/api/v1/messages/sms/${id}`, '{}');
      expect([status, body, headers.get('allow')]).toEqual([
        400,
        { id: '', message: 'Invalid Request. Request method not allowed' },
        'DELETE, GET, HEAD, OPTIONS, PATCH',
      ]);
    }
    expect((await server.client.request(id)).counts.Initial).toBe(1);
  });

  it('answers 401 without credentials or with bad ones, and cancels nothing', async () => {
    const id = await scheduled(1);
    const now = Math.floor(Date.now() / 1_000);
    const none = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${token().split('.')[1] ?? ''}.`;
    const bad = [
      ...['', 'Bearer', 'Bearer x', 'Basic dTpw', `Bearer ${none}`],
      ...[{ aud: 'other' }, { iss: 'other' }, { exp: now - 1 }, { exp: undefined }, { nbf: now + 60 }].map(
        (claims) => `Bearer ${token(claims)}`,
      ),
      `Bearer ${token({}, 'another-secret-0123456789abcdefghijkl')}`,
    ];
    for (const authorization of bad) {
      const response = await fetch(`${server.url}/api/v1/messages/sms/${id}`, { method: 'DELETE', headers: { authorization } });
      expect([response.status, await response.json()]).toEqual([401, { id: '', message: 'Unauthorized request' }]);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect((await server.client.request(id)).counts.Initial).toBe(1);
  });

  it('answers 403 without the scope', async () => {
    const id = await scheduled(1);
    const { status, body } = await server.client.as({ scope: 'messages:send messages:read' }).cancel(id);
    expect([status, body]).toEqual([403, { id: '', message: 'Forbidden. The scope messages:cancel is missing' }]);
  });
});

describe('Idempotency-Key', () => {
  it('answers a repeated DELETE what the first one did', async () => {
    const id = await scheduled(3);
    const key = { 'idempotency-key': 'cancel-1' };
    const first = await server.client.cancel(id, key);
    const second = await server.client.cancel(id, key);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
    expect((await server.client.cancel(id)).body).toEqual(NOTHING);
  });

  it('keeps a 400 too, for this request alone', async () => {
    const [finished, other] = [await scheduled(1), await scheduled(1)];
    await server.client.cancel(finished);
    const key = { 'idempotency-key': 'cancel-2' };
    expect((await server.client.cancel(finished, key)).body).toEqual(NOTHING);
    expect((await server.client.cancel(finished, key)).headers.get('idempotency-replayed')).toBe('true');
    expect((await server.client.cancel(other, key)).status).toBe(200);
  });

  it('cancels once, whatever the number of repeats at once', async () => {
    const id = await scheduled(5);
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.client.cancel(id, { 'idempotency-key': 'cancel-3' })));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });
});
