// Whatever is asked of whichever route, by whatever method: what is refused is refused in the contract's words and shape.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { exchange } from '../support/raw.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let paths: string[];
beforeAll(async () => {
  server = await startServer();
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: object };
  const known = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '1'));
  expect(known.length).toBeGreaterThan(20);
  const pages = ['/', '/docs', '/docs/', '/docs/swagger-ui.css', '/docs/nope.js', '/openapi.json', '/console', '/console/', '/console/x'];
  const odd = [
    '/console/assets/x.js',
    '/console/%zz',
    '/console/%ff.js',
    '/api/v1/messages/sms/%zz',
    '/nope/%',
    '//',
    '*',
    'http://x/console/a',
  ];
  paths = [...known, ...pages, ...odd, `/api/v1/messages/sms/${'1'.repeat(20_000)}`];
});
afterAll(() => server.close());

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'];

/** Why an answer is not as it should be; undefined for a good one. */
function faultOf(answer: string, method: string): string | undefined {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  if (!(status >= 200)) return 'no answer';
  if (!/\r\nX-Request-Id: \S/i.test(head)) return 'no request ID';
  if (status < 400 || (method === 'HEAD' && rest.join('') === '')) return undefined;
  const chunks = rest.join('\r\n\r\n').split('\r\n');
  const body = /\r\nTransfer-Encoding: chunked/i.test(head) ? (chunks[1] ?? '') : chunks.join('\r\n');
  if (/\r\nContent-Type: text\/plain/i.test(head)) return body.startsWith('{') ? body : undefined;
  const { id, message, ...others } = JSON.parse(body) as Record<string, unknown>;
  delete others.errors;
  return id === '' && typeof message === 'string' && Object.keys(others).length === 0 ? undefined : body;
}

async function faults(lines: string[], only?: number): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths)
    await Promise.all(
      METHODS.map(async (method) => {
        const answer = await exchange(server.url, [`${method} ${path} HTTP/1.1`, 'Connection: close', ...lines, '', ''].join('\r\n'));
        const fault =
          faultOf(answer, method) ?? (only === undefined || answer.startsWith(`HTTP/1.1 ${only} `) ? undefined : answer.slice(0, 40));
        if (fault !== undefined) found.push(`${method} ${path.slice(0, 60)}: ${fault}`);
      }),
    );
  return found;
}

it.each<[string, string[], number | undefined]>([
  ['as anybody asks', ['Host: x'], undefined],
  ['with a type that is none', ['Host: x', 'Content-Type: ;;'], undefined],
  ['without a host', [], 400],
  ['of two hosts', ['Host: x', 'Host: y'], 400],
  ['of the same host twice', ['Host: x', 'host: x'], 400],
  ['of a host that is none', ['Host: a b'], 400],
  ['of a host with a path', ['Host: x/console'], 400],
  ['of somebody at a host', ['Host: me@x'], 400],
  ['of two types', ['Host: x', 'Content-Type: application/json', 'Content-Type: text/csv'], 400],
  ['with two lengths', ['Host: x', 'Content-Length: 1', 'Transfer-Encoding: chunked'], 400],
])(
  '%s',
  async (_how, lines, only) => {
    expect(await faults(lines, only)).toEqual([]);
  },
  60_000,
);

it.each(['x', 'x:80', 'x.example:', '[2001:db8::1]:443', '', 'X_y-1.example'])('takes the host “%s”', async (host) => {
  const answer = await exchange(server.url, `GET /health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
});
