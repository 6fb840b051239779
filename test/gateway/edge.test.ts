// The HTTP edge over real sockets: method table, aliases, override, request IDs, bad targets.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/app.js';
import { bearer } from '../support/token.js';
import { probe } from './probe.js';
import { exchange } from '../support/raw.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({}, probe);
});
afterAll(() => running.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(running.url + path, { ...init, headers: { ...bearer(), ...(init.headers as Record<string, string>) } });
const message = async (response: Response): Promise<unknown> => ((await response.json()) as { message: unknown }).message;
const CANCEL = '/api/v1/messages/sms/4713025406550859686';
const NOT_ALLOWED = 'Invalid Request. Request method not allowed';

describe('method table', () => {
  it.each([
    ['POST', CANCEL, 'DELETE, GET, HEAD, OPTIONS'],
    ['PATCH', CANCEL, 'DELETE, GET, HEAD, OPTIONS'],
    ['PROPFIND', CANCEL, 'DELETE, GET, HEAD, OPTIONS'],
    ['DELETE', '/api/v1/messages/sms', 'OPTIONS, POST'],
    ['QUERY', '/api/v1/messages/sms', 'OPTIONS, POST'],
    ['DELETE', '/api/v1/messages/sms/fetch', 'OPTIONS, POST'],
    ['GET', '/api/v1/messages/sms/fetch', 'OPTIONS, POST'],
    ['PUT', '/vpns/api/v1/message/sms/1/entries', 'GET, HEAD, OPTIONS'],
    ['POST', '/open', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 400 with Allow, before credentials', async (method, path, allow) => {
    const response = await fetch(running.url + path, { method });
    expect(response.status).toBe(400);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toEqual({ id: '', message: NOT_ALLOWED });
  });

  it('refuses TRACE in the same words', async () => {
    const answer = await exchange(running.url, `TRACE ${CANCEL} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain(NOT_ALLOWED);
  });

  it('answers OPTIONS with 204 and Allow, without credentials', async () => {
    const response = await fetch(running.url + CANCEL, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS', '']);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers OPTIONS * of the server as a whole', async () => {
    expect(await exchange(running.url, 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 204 /);
  });

  it('reads escapes in what is fixed of a path, as the router does', async () => {
    const response = await fetch(`${running.url}/api/v1/%6dessages/sms/1`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([400, 'DELETE, GET, HEAD, OPTIONS']);
  });

  it('answers HEAD where GET does, with its headers and no body', async () => {
    const response = await ask(CANCEL, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-length')).toBe(String((await (await ask(CANCEL)).text()).length));
    expect((await fetch(running.url + CANCEL, { method: 'HEAD' })).status).toBe(401);
  });

  it.each(['/', '/nope', '/api/v1/messages', '/api/v1/messages/sms/', '/api/v1/messages/sms/1/2', '/docs/nope.js', '/vpns/open'])(
    'answers 404 to %s, whatever the method',
    async (path) => {
      for (const method of ['GET', 'DELETE', 'OPTIONS', 'POST']) {
        const response = await ask(path, { method });
        expect([response.status, await response.json()]).toEqual([404, { id: '', message: 'Not found' }]);
        expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    },
  );
});

describe('aliases', () => {
  it.each(['', '/vpns', '/kpns'])('answers under the root “%s” in both spellings', async (root) => {
    for (const word of ['message', 'messages']) {
      const response = await ask(`${root}/api/v1/${word}/sms/7?x=/vpns/api/v1/`, { method: 'DELETE' });
      expect([response.status, await message(response)]).toEqual([200, '7']);
    }
  });

  it('knows absolute-form targets', async () => {
    const { authorization } = bearer();
    const target = 'http://some.host/kpns/api/v1/message/sms/8';
    const answer = await exchange(
      running.url,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`,
    );
    expect(answer).toContain('"message":"8"');
  });

  const IDS = {
    'a bad escape': '%zz',
    'half an escape': '%',
    'no UTF-8': '%C0%80',
    NUL: '%00',
    'a slash': '%2F',
    '10 kB': 'x'.repeat(10_000),
  };
  it.each(Object.entries(IDS))('hands any ID to its handler: %s', async (_name, id) => {
    const answer = await exchange(running.url, `DELETE /api/v1/messages/sms/${id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    const response = await exchange(
      running.url,
      `DELETE /api/v1/messages/sms/${id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${bearer().authorization}\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('method override', () => {
  const over = (path: string, value = 'DELETE', method = 'POST'): Promise<Response> =>
    ask(path, { method, headers: { 'x-http-method-override': value } });

  it.each(['DELETE', 'delete', 'Delete'])('takes POST with %s for a DELETE on the cancel path', async (value) => {
    for (const path of [CANCEL, '/kpns/api/v1/message/sms/4713025406550859686']) {
      const response = await over(path, value);
      expect(await response.json()).toEqual({ id: '', message: '4713025406550859686', override: true });
    }
  });

  it('needs the cancel scope', async () => {
    const response = await fetch(running.url + CANCEL, {
      method: 'POST',
      headers: { ...bearer({ scope: 'messages:send' }), 'x-http-method-override': 'DELETE' },
    });
    expect([response.status, await message(response)]).toEqual([403, 'Forbidden. The scope messages:cancel is missing']);
  });

  it('is honoured on no other path, method or value', async () => {
    expect(await message(await over('/api/v1/messages/sms/fetch'))).toBe('fetch');
    for (const reserved of ['inbound', 'content']) expect(await message(await over(`/api/v1/messages/sms/${reserved}`))).toBe(NOT_ALLOWED);
    expect((await over('/api/v1/messages/sms')).status).toBe(415);
    expect(await message(await over(`${CANCEL}/entries`))).toBe(NOT_ALLOWED);
    expect(await message(await over(CANCEL, 'PUT'))).toBe(NOT_ALLOWED);
    expect(await message(await over(CANCEL, 'DELETE', 'PUT'))).toBe(NOT_ALLOWED);
    expect(await (await over(CANCEL, 'DELETE', 'GET')).json()).toEqual({ id: '', message: '4713025406550859686' });
  });

  it('can be switched off', async () => {
    const strict = await startApp({ METHOD_OVERRIDE: 'false' }, probe);
    const response = await fetch(strict.url + CANCEL, { method: 'POST', headers: { ...bearer(), 'x-http-method-override': 'DELETE' } });
    expect(await message(response)).toBe(NOT_ALLOWED);
    await strict.close();
  });
});

describe('every answer', () => {
  it('carries the request ID that came, or a new one', async () => {
    for (const path of ['/open', CANCEL, '/nope', '/docs', '/fails/unknown']) {
      const given = await fetch(running.url + path, { headers: { 'x-request-id': 'abc-123~!' } });
      expect(given.headers.get('x-request-id')).toBe('abc-123~!');
      for (const bad of ['', 'with space', 'x'.repeat(129), 'é']) {
        const made = await fetch(running.url + path, { headers: { 'x-request-id': bad } });
        expect(made.headers.get('x-request-id')).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
      }
    }
  });

  it('has security headers and no banner', async () => {
    for (const path of ['/open', '/nope', CANCEL]) {
      const { headers } = await fetch(running.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      for (const banner of ['server', 'x-powered-by', 'access-control-allow-origin']) expect(headers.get(banner)).toBeNull();
    }
  });

  it('serves Swagger UI and the document', async () => {
    const page = await (await fetch(`${running.url}/docs`)).text();
    const script = /src="([^"]*swagger-ui-init\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(new URL(script, `${running.url}/docs`))).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${running.url}/docs/swagger-ui.css`)).status).toBe(200);
    const document = (await (await fetch(`${running.url}/openapi.json`)).json()) as { components: { securitySchemes: object } };
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['app-key', 'basic', 'bearer']);
  });
});

it('keeps no token in Swagger UI, and leaves it away with the document where DOCS is off', async () => {
  expect(await (await fetch(`${running.url}/docs/swagger-ui-init.js`)).text()).toMatch(/"persistAuthorization": false/);
  const without = await startApp({ DOCS: 'false' }, probe);
  for (const path of [
    '/docs',
    '/docs/',
    '/docs/swagger-ui-init.js',
    '/docs/swagger-ui-bundle.js',
    '/docs-json',
    '/docs/json',
    '/openapi.json',
  ])
    expect([path, (await fetch(without.url + path)).status]).toEqual([path, 404]);
  await without.close();
});

it('lets no cache keep what is the caller’s alone', async () => {
  for (const response of [await ask(CANCEL), await fetch(running.url + CANCEL)])
    expect(response.headers.get('cache-control')).toBe('no-store');
});

describe('what is no request', () => {
  it('is waited for so long and no longer: a silent client, one that drips its request, one that reads no answer', async () => {
    const strict = await startApp({ REQUEST_TIMEOUT_MS: '300' }, probe);
    // The last has no limit of its own; what it costs to try is two minutes.
    expect(strict.app.getHttpServer()).toMatchObject({ timeout: 120_000, headersTimeout: 300, requestTimeout: 300 });
    for (const begun of ['', 'GET /op', 'GET /open HTTP/1.1\r\nHost: x\r\nX-A:', 'GET /open HTTP/1.1\r\nHost: x\r\n\r\nGET /op']) {
      const answer = await exchange(strict.url, begun);
      expect([begun, answer]).toEqual([begun, expect.stringMatching(/HTTP\/1\.1 408 [^]*"message":"Request timed out"}$/)]);
    }
    await strict.close();
  });

  it('answers an expectation with 417 and a tunnel with 400, in shape', async () => {
    const answer = await exchange(running.url, 'GET /open HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 417 /);
    expect(answer).toContain('{"id":"","message":"Invalid Request"}');
    expect(await exchange(running.url, 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  it('answers headers that are too large with 431 in shape', async () => {
    const answer = await exchange(running.url, `GET /open HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'x'.repeat(100_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('{"id":"","message":"Request headers are too large"}');
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
    expect(answer).toMatch(/\r\nX-Request-Id: \S+\r\n/);
  });

  it.each(['nonsense\r\n\r\n', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /open HTTP/1.1\r\nConnection: close\r\n\r\n'])(
    'answers %j with 400 in shape',
    async (bytes) => {
      const answer = await exchange(running.url, bytes);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('{"id":"","message":"Invalid Request"}');
    },
  );
});
