// What is compressed and what isn't, and what stands at `/`.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { takesGzip } from '../../src/http/compression.js';
import { inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let id: string;
beforeAll(async () => {
  server = await startServer();
  id = await server.client.submitted({ mobiles: mobiles(200), startTimestamp: inAnHour() });
});
afterAll(() => server.close());

interface Bytes {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** As it comes over the wire: fetch would unpack it. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Bytes> {
  const asked = request(server.url + path, { method, headers: { ...server.client.headers(), ...headers }, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}
const GZIP = { 'accept-encoding': 'gzip, deflate, br' };
const SMS = '/api/v1/messages/sms';

describe('an answer', () => {
  it.each(['/openapi.json', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/docs/swagger-ui-init.js', 'entries'])(
    '%s is compressed for who takes gzip, and the same',
    async (which) => {
      const path = which === 'entries' ? `${SMS}/${id}/entries?limit=200` : which;
      const plain = await ask(path);
      expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
      expect(plain.headers.vary).toMatch(/accept-encoding/i);
      for (let i = 0; i < 2; i++) {
        const packed = await ask(path, GZIP);
        expect([packed.headers['content-encoding'], packed.headers['content-length']]).toEqual(['gzip', String(packed.body.length)]);
        expect(packed.headers.vary).toMatch(/accept-encoding/i);
        expect(packed.body.length).toBeLessThan(plain.body.length / 2);
        expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
      }
    },
  );

  it('that is small, or refused, or what a session is opened with, is not', async () => {
    for (const path of ['/health/live', '/nope', `${SMS}/${id}`, '/console/session', '/console/settings'])
      expect([path, (await ask(path, GZIP)).headers['content-encoding']]).toEqual([path, undefined]);
  });

  it('that is a stream is not: what comes about is sent at once', async () => {
    const csv = await ask(`${SMS}/${id}/entries.csv`, GZIP);
    expect([csv.status, csv.headers['content-encoding'], csv.body.toString().split('\n').length]).toEqual([200, undefined, 202]);
    const asked = request(`${server.url}${SMS}/${id}/events`, { headers: { ...server.client.headers(), ...GZIP }, agent: false }).end();
    const [events] = (await once(asked, 'response')) as [IncomingMessage];
    expect([events.headers['content-type'], events.headers['content-encoding']]).toEqual(['text/event-stream', undefined]);
    expect(String(await once(events, 'data'))).toContain('retry: ');
    asked.destroy();
  });

  it('to HEAD says what GET does, and one that is known is not sent again', async () => {
    const get = await ask('/openapi.json', GZIP);
    const head = await ask('/openapi.json', GZIP, 'HEAD');
    expect([head.status, head.headers['content-encoding'], head.body.length]).toEqual([200, 'gzip', 0]);
    expect(head.headers['content-length']).toBe(String(get.body.length));
    const { headers } = await ask('/docs/swagger-ui.css', GZIP);
    const again = await ask('/docs/swagger-ui.css', { ...GZIP, 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });
});

it.each([
  ['gzip', true],
  ['br, gzip;q=0.1', true],
  ['X-GZIP', true],
  ['*', true],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip; q=0.0, *', false],
  ['identity', false],
  ['', false],
])('“%s” takes gzip: %s', (accepted, expected) => {
  expect(takesGzip(accepted)).toBe(expected);
});

describe('/', () => {
  it('is a page for browsers, whose links lead somewhere', async () => {
    const page = await ask('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect([page.status, page.headers['content-type'], page.headers.vary]).toEqual([200, 'text/html; charset=utf-8', 'Accept']);
    const links = [...page.body.toString().matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(links).toEqual(['/console/', '/docs', '/openapi.json', '/health/live', '/health/ready']);
    for (const path of links) expect([path, (await ask(path)).status]).toEqual([path, 200]);
  });

  it.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0'])('is JSON for programs (%s)', async (accept) => {
    const { status, headers, body } = await ask('/', accept === undefined ? {} : { accept });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body.toString())).toEqual({
      id: '',
      message: expect.stringMatching(/^Engagement Server \d/),
      links: { console: '/console/', docs: '/docs', openapi: '/openapi.json', live: '/health/live', ready: '/health/ready' },
    });
  });

  it('names what is there alone', async () => {
    const worker = await startServer({ ROLE: 'worker', DOCS: 'false' });
    const answer = (await (await fetch(`${worker.url}/`)).json()) as { links: object };
    expect(Object.keys(answer.links)).toEqual(['live', 'ready']);
    await worker.close();
  });
});
