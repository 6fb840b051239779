// Bodies over real sockets: read after the guards, never trusted.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { request as httpRequest } from 'node:http';
import { parseJson } from '../../src/http/json-body.js';
import { type RunningApp, startApp } from '../support/app.js';
import { bearer } from '../support/token.js';
import { probe, PROBE_BODY_LIMIT } from './probe.js';
import { exchange, hear, open } from '../support/raw.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({ REQUEST_TIMEOUT_MS: '1000' }, probe);
});
afterAll(() => running.close());

const SUBMIT = '/api/v1/messages/sms';
const send = (
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json;charset=UTF-8',
  headers: Record<string, string> = {},
): Promise<Response> => fetch(running.url + SUBMIT, { method: 'POST', body, headers: { ...bearer(), 'content-type': type, ...headers } });
const head = (...lines: string[]): string =>
  [
    `POST ${SUBMIT} HTTP/1.1`,
    'Host: x',
    'Content-Type: application/json',
    `Authorization: ${bearer().authorization}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
const refusal = (message: string): object => ({ id: '', message });
const read = async (text: string): Promise<unknown> => ((await (await send(text)).json()) as { body: unknown }).body;

describe('JSON', () => {
  it('keeps every digit of a number', async () => {
    expect(
      await read('{"a":4713025406550859686,"b":[9223372036854775808,-9223372036854775808],"c":12,"d":1e3,"e":1.50,"f":-0,"g":0}'),
    ).toEqual({
      a: '4713025406550859686',
      b: ['9223372036854775808', '-9223372036854775808'],
      c: 12,
      d: '1e3',
      e: '1.50',
      f: '-0',
      g: 0,
    });
    expect(await read('9007199254740993')).toBe('9007199254740993');
    expect(await read('{"a":9007199254740991}')).toEqual({ a: 9007199254740991 });
  });

  it('keeps emoji, right-to-left text and a byte order mark’s rest', async () => {
    expect(await read('\ufeff{"content":"👩‍👩‍👧 שלום\\u0000 \\"[{"}')).toEqual({ content: '👩‍👩‍👧 שלום\u0000 "[{' });
  });

  it('lets no __proto__ loose', async () => {
    const response = await send('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(response.status).toBe(200);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  const BAD: Record<string, string | Uint8Array<ArrayBuffer>> = {
    empty: '',
    half: '{"a":',
    'no JSON': 'hello +919866694753',
    'two values': '{}{}',
    'invalid UTF-8': new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
    UTF16: new Uint8Array(Buffer.from('{}', 'utf16le')),
    'deep arrays': '['.repeat(90_000),
    'deep, closed': '['.repeat(40_000) + ']'.repeat(40_000),
    'deep objects': '{"a":'.repeat(15_000),
  };
  it.each(Object.keys(BAD))('refuses what is %s', async (name) => {
    const response = await send(BAD[name] ?? '');
    expect([response.status, await response.json()]).toEqual([400, refusal('Failed to parse the input request')]);
  });
});

it.each([
  ['an object of a million fields', `{${Array.from({ length: 1_000_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
  ['a million fractions', `[${'0.1,'.repeat(1_000_000)}1]`],
  ['five million values', `[${'1,'.repeat(5_000_000)}1]`],
])('refuses %s, which would hold everybody up', (_name, body) => {
  expect(() => parseJson(Buffer.from(body))).toThrow('Request is too large');
});

it('answers any JSON as JSON.parse does, but for numbers that it would round', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const exact = (_key: string, value: unknown, { source = '' }: { source?: string }): unknown =>
        typeof value !== 'number' || (Number.isSafeInteger(value) && source === String(value)) ? value : source;
      expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text, exact as never));
    }),
  );
  for (const text of ['{1.5:2}', '[1.5.5]', '[01.5]', '[1.]', '[-]', '[.5]', '[1e]', '1.5 :'])
    expect(() => parseJson(Buffer.from(text))).toThrow('Failed to parse the input request');
});

describe('content type', () => {
  it.each(['application/json', 'APPLICATION/JSON; charset="utf-8"', 'application/vnd.sms+json; v=1; charset=utf8'])(
    'takes %s',
    async (type) => {
      expect((await send('{}', type)).status).toBe(200);
    },
  );

  it.each([
    'text/plain',
    'text/xml',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'text/json',
    'json',
    'a/b/c',
    '',
  ])('refuses “%s”, after the credentials', async (type) => {
    const response = await send('{}', type);
    expect([response.status, await response.json()]).toEqual([415, refusal('Content type is not supported')]);
    expect((await send('{}', type, { authorization: 'Bearer x' })).status).toBe(401);
  });

  it('refuses a compressed body', async () => {
    expect((await send('{}', 'application/json', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('does not look at one on DELETE, nor at the body, and keeps the connection', async () => {
    const cancel = (...lines: string[]): string =>
      [`DELETE ${SUBMIT}/5 HTTP/1.1`, 'Host: x', `Authorization: ${bearer().authorization}`, ...lines].join('\r\n');
    const answer = await exchange(
      running.url,
      [
        cancel('Content-Type: application/json;charset=UTF-8', '', ''),
        cancel('Content-Type: nonsense', 'Content-Length: 9', '', 'not: json'),
        cancel('Content-Type: text/xml', 'Transfer-Encoding: chunked', '', '3\r\nabc\r\n0\r\n\r\n'),
        cancel('Content-Length: 2', '', '{}'),
        cancel('Connection: close', '', ''),
      ].join(''),
    );
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(5);
  });
});

describe('size', () => {
  const tooLarge = refusal('Request is too large');

  it('takes a body of just the limit', async () => {
    expect((await send(JSON.stringify('x'.repeat(PROBE_BODY_LIMIT - 2)))).status).toBe(200);
    const response = await send(JSON.stringify('x'.repeat(PROBE_BODY_LIMIT - 1)));
    expect([response.status, await response.json()]).toEqual([413, tooLarge]);
  });

  it('refuses by Content-Length at once, before a byte of it came, and closes', async () => {
    const answer = await exchange(running.url, head('Content-Length: 999999999'));
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toContain(JSON.stringify(tooLarge));
  });

  it('is answered in full to a client that sends on', async () => {
    const response = await send('x'.repeat(20_000_000));
    expect([response.status, await response.json()]).toEqual([413, tooLarge]);
  });

  it('refuses a chunked body once it is over the limit', async () => {
    const socket = await open(running.url);
    const heard = hear(socket);
    socket.write(head('Transfer-Encoding: chunked'));
    const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`;
    for (let i = 0; i < 12; i++) socket.write(chunk);
    const answer = await heard;
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain(JSON.stringify(tooLarge));
  });

  it('comes after the credentials', async () => {
    const answer = await exchange(
      running.url,
      `POST ${SUBMIT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });
});

describe('clients that are slow or gone', () => {
  it('ends a slow body with 408, and its connection', async () => {
    const answer = await exchange(running.url, head('Content-Length: 10', 'X-Request-Id: slow-1') + '{"a"');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain(JSON.stringify(refusal('Request timed out')));
    expect(answer).toContain('X-Request-Id: slow-1');
  });

  it('ends slow headers with 408', async () => {
    expect(await exchange(running.url, 'GET /open HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(/^HTTP\/1.1 408 /);
  });

  it('outlives clients that hang up half way', async () => {
    for (let i = 0; i < 5; i++) {
      const socket = await open(running.url);
      await new Promise<void>((resolve) =>
        socket.write(head('Content-Length: 100') + '{"a"', () => {
          resolve();
        }),
      );
      socket.destroy();
    }
    expect((await send('{}')).status).toBe(200);
  });

  it('finishes a running request while it shuts down', async () => {
    const other = await startApp({}, probe);
    const status = new Promise((resolve, reject) => {
      const headers = { ...bearer(), 'content-type': 'application/json', expect: '100-continue', 'content-length': 2 };
      const request = httpRequest(other.url + SUBMIT, { method: 'POST', headers, agent: false }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers.connection]);
      });
      request.on('error', reject);
      // The server has the request in hand once it says so.
      request.on('continue', () => {
        void other.close();
        request.end('{}');
      });
      request.flushHeaders();
    });
    expect(await status).toEqual([200, 'close']);
    await expect(fetch(`${other.url}/open`)).rejects.toThrow();
  });
});
