// The Volt MX push API's cancel for SMS requests: the same cancel as DELETE, answered in plain text; by GET only where that is switched on.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer } from '../support/token.js';
import { inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let byGet: TestServer;
beforeAll(async () => {
  server = await startServer();
  byGet = await startServer({ CANCEL_BY_GET: 'true' });
});
afterAll(() => Promise.all([server.close(), byGet.close()]));

const PATH = '/api/v1/messages/cancelmessage/';
const NOTHING = 'No cancellable messages found';
const cancelled = (count: number, id: string): string => `Cancelled ${count} message entries of the Message with ID : ${id}`;

interface TextAnswer {
  status: number;
  text: string;
  type: string | null;
  headers: Headers;
}

async function ask(method: string, path: string, headers: Record<string, string> = {}, on = server): Promise<TextAnswer> {
  const all = { ...on.client.headers(), ...headers };
  const body = method === 'POST' && 'content-type' in headers ? '{"not JSON' : undefined;
  const response = await fetch(on.url + path, { method, headers: all, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type'), headers: response.headers };
}

const later = (count: number, on = server): Promise<string> => on.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count) });

describe('POST /api/v1/messages/cancelmessage/{id}', () => {
  it('cancels, and answers the exact count in plain text, under every root and with any body', async () => {
    for (const [path, headers] of [
      [PATH, {}],
      ['/vpns/api/v1/messages/cancelmessage/', { 'content-type': 'application/json;charset=UTF-8' }],
      ['/kpns/api/v1/message/cancelmessage/', { 'content-type': 'application/xml', accept: 'application/json' }],
    ] as const) {
      const id = await later(5);
      const answer = await ask('POST', path + id, headers);
      expect(answer).toMatchObject({ status: 200, text: cancelled(5, id), type: 'text/plain; charset=utf-8' });
      expect(await server.client.request(id)).toMatchObject({ state: 'cancelled', cancelledBy: 'tester', counts: { Cancelled: 5 } });
      expect(await ask('POST', path + id, headers)).toMatchObject({ status: 400, text: NOTHING, type: 'text/plain; charset=utf-8' });
    }
  });

  it('answers the same to what is unknown, another’s, begun, or an SMS ID', async () => {
    const [id, sent] = [await later(1), await server.client.submitted()];
    await server.client.settled(sent);
    const nothing = { status: 400, text: NOTHING };
    for (const each of ['4930492249112405421', sent, (BigInt(id) + 1n).toString()])
      expect(await ask('POST', PATH + each)).toMatchObject(nothing);
    expect(await ask('POST', PATH + id, bearer({ tenant: 'other' }))).toMatchObject(nothing);
    expect(await server.client.request(id)).toMatchObject({ state: 'scheduled' });
  });

  it('is one cancel with DELETE under a key', async () => {
    const key = { 'idempotency-key': 'push' };
    const id = await later(3);
    const first = await ask('POST', PATH + id, key);
    const again = await ask('POST', PATH + id, key);
    expect([first.text, again.text, again.headers.get('idempotency-replayed')]).toEqual([cancelled(3, id), cancelled(3, id), 'true']);
    expect((await server.client.cancel(id, key)).body).toEqual({ id: '', message: cancelled(3, id).replace(' ', '  ') });
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['no credentials', '1', { authorization: 'Bearer x' }, 401, 'Unauthorized request'],
    ['no scope', 'abc', bearer({ scope: 'messages:send' }), 403, 'Forbidden. The scope messages:cancel is missing'],
    ['letters', '12a', {}, 400, 'Request ID should not contain alphabets or special characters'],
    ['an escape', '%31', {}, 400, 'Request ID should not contain alphabets or special characters'],
    ['too long an ID', '9'.repeat(25), {}, 400, 'Invalid request ID'],
    ['zero', '0', {}, 400, 'Invalid request ID'],
    [
      'a bad key',
      '1',
      { 'idempotency-key': 'a b' },
      400,
      'Invalid request format, Error messages :[Idempotency-Key should have 1 to 255 visible characters @ message :1]',
    ],
  ])('refuses %s in plain text', async (_what, id, headers, status, text) => {
    expect(await ask('POST', PATH + id, headers)).toMatchObject({ status, text, type: 'text/plain; charset=utf-8' });
  });

  it('is no DELETE by override, and answers no other method', async () => {
    const id = await later(1);
    const overridden = await ask('POST', PATH + id, { 'x-http-method-override': 'DELETE' });
    expect(overridden).toMatchObject({ status: 200, text: cancelled(1, id) });
    const other = await later(1);
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT']) {
      const { status, headers } = await ask(method, PATH + other);
      expect([method, status, headers.get('allow')]).toEqual([method, 400, 'OPTIONS, POST']);
    }
    expect(await server.client.request(other)).toMatchObject({ state: 'scheduled' });
    expect((await ask('POST', PATH.slice(0, -1))).status).toBe(404);
  });
});

describe('GET /api/v1/messages/cancelmessage/{id}, switched on', () => {
  it('cancels as POST does', async () => {
    const [id, other] = [await later(2, byGet), await later(2, byGet)];
    expect(await ask('GET', PATH + id, {}, byGet)).toMatchObject({
      status: 200,
      text: cancelled(2, id),
      type: 'text/plain; charset=utf-8',
    });
    expect(await ask('GET', PATH + id, {}, byGet)).toMatchObject({ status: 400, text: NOTHING });
    expect(await ask('POST', PATH + other, {}, byGet)).toMatchObject({ status: 200, text: cancelled(2, other) });
  });

  it('does nothing at a HEAD, without the scope, or without credentials in a header', async () => {
    const id = await later(2, byGet);
    expect((await ask('HEAD', PATH + id, {}, byGet)).status).toBe(400);
    expect((await ask('GET', PATH + id, bearer({ scope: 'messages:read' }), byGet)).status).toBe(403);
    const bare = await fetch(byGet.url + PATH + id, { headers: { cookie: `session=${byGet.client.headers().authorization ?? ''}` } });
    expect([bare.status, await bare.text()]).toEqual([401, 'Unauthorized request']);
    expect((await ask('GET', `${PATH}${id}?access_token=x`, { authorization: '' }, byGet)).status).toBe(401);
    expect(await byGet.client.request(id)).toMatchObject({ state: 'scheduled' });
    expect((await ask('OPTIONS', PATH + id, {}, byGet)).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  });
});
