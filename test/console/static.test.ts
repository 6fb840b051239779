// The web app as it is served: its pages, its files, and nothing beside them.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type RunningApp, startApp } from '../support/app.js';
import { exchange } from '../support/raw.js';
import { consoleProbe } from './rig.js';

const above = mkdtempSync(join(tmpdir(), 'engagement-console-'));
const folder = join(above, 'web');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(above, 'secret.txt'), 'secret');
writeFileSync(join(folder, 'index.html'), '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>');
writeFileSync(join(folder, 'assets/app-1a2b3c.js'), 'start()');
writeFileSync(join(folder, 'assets/app-1a2b3c.js.br'), brotliCompressSync('start()'));
writeFileSync(join(folder, 'assets/app-1a2b3c.js.gz'), gzipSync('start()'));
writeFileSync(join(folder, 'icon.svg'), '<svg/>');
writeFileSync(join(folder, '.env'), 'secret');

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({}, consoleProbe(folder));
});
afterAll(async () => {
  await running.close();
  rmSync(above, { recursive: true });
});

const ask = (path: string, options: RequestInit = {}): Promise<Response> => fetch(running.url + path, { redirect: 'manual', ...options });
const NOT_FOUND = { id: '', message: 'Not found' };

describe('a page', () => {
  it.each(['/console/', '/console/queue', '/console/requests/1882711746674688?status=Initial', '/console/index.html'])(
    '%s is index.html with a fresh nonce, kept by nobody',
    async (path) => {
      const nonces = await Promise.all(
        [1, 2].map(async () => {
          const page = await ask(path);
          expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
          expect(page.headers.get('cache-control')).toBe('no-store');
          const nonce = /content="([\w+/]{24})"/.exec(await page.text())?.[1] ?? 'none';
          expect(page.headers.get('content-security-policy')).toBe(
            `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
              "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
          );
          return nonce;
        }),
      );
      expect(nonces[0]).not.toBe(nonces[1]);
    },
  );

  it('begins below /console/, to which /console leads', async () => {
    const { status, headers } = await ask('/console');
    expect([status, headers.get('location')]).toEqual([302, '/console/']);
  });

  it('answers HEAD, and no other method', async () => {
    const head = await ask('/console/queue', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/html; charset=utf-8', '']);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/console', '/console/', '/console/a/b', '/console/assets/app-1a2b3c.js']) {
        const answer = await ask(path, { method });
        expect([answer.status, answer.headers.get('allow')]).toEqual([400, 'GET, HEAD, OPTIONS']);
        expect(await answer.json()).toEqual({ id: '', message: 'Invalid Request. Request method not allowed' });
      }
    expect((await ask('/console/a', { method: 'OPTIONS' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });
});

describe('a file', () => {
  it('of the assets is kept for ever', async () => {
    const asset = await ask('/console/assets/app-1a2b3c.js', { headers: { 'accept-encoding': 'br' } });
    expect([asset.status, await asset.text()]).toEqual([200, 'start()']);
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    // fetch asks for a fresh one beside any condition of one's own
    const condition = `Accept-Encoding: br\r\nIf-None-Match: ${asset.headers.get('etag') ?? ''}`;
    const again = await exchange(
      running.url,
      `GET /console/assets/app-1a2b3c.js HTTP/1.1\r\nHost: x\r\n${condition}\r\nConnection: close\r\n\r\n`,
    );
    expect(again).toMatch(/^HTTP\/1.1 304 /);
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('is sent as the build has compressed it, to who takes %s', async (accepted, encoding) => {
    const asset = await ask('/console/assets/app-1a2b3c.js', { headers: { 'accept-encoding': accepted } });
    expect([asset.status, await asset.text()]).toEqual([200, 'start()']);
    expect([asset.headers.get('content-encoding'), asset.headers.get('content-type')]).toEqual([
      encoding,
      expect.stringMatching(/javascript/),
    ]);
    expect(asset.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('of another kind is asked for again, and runs no script', async () => {
    const { headers } = await ask('/console/icon.svg');
    expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['image/svg+xml', 'public, max-age=0']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
  });

  it.each([
    '/console/assets/gone-1a2b3c.js',
    '/console/assets/',
    '/console/assets/x',
    '/console/x.js',
    '/console/.env',
    '/console/%2eenv',
    '/console/..%2fsecret.txt',
    '/console/assets/..%2f..%2fsecret.txt',
    '/console//secret.txt',
    '/console/..%5csecret.txt',
    '/console/x%00.js',
    `/console/${'a'.repeat(5_000)}.js`,
  ])('%s is not there, and nobody keeps that', async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('above the folder is not there, however it is written', async () => {
    for (const path of ['/console/../secret.txt', '/console/assets/../../secret.txt', '/console/%2e%2e%2fsecret.txt'])
      expect(await exchange(running.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 404 /);
  });
});

it('needs less than 250 KB, as it is sent by gzip, until someone can sign in', async () => {
  const page = readFileSync('dist/console-web/index.html', 'utf8');
  const files = [...page.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? '');
  expect(files.length).toBeGreaterThan(3);
  const built = await startApp({}, consoleProbe());
  const sizes = files.map(async (file) => {
    const asked = request(`${built.url}/console/${file}`, { headers: { 'accept-encoding': 'gzip' }, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return (await buffer(answer)).length;
  });
  expect((await Promise.all(sizes)).reduce((sum, size) => sum + size)).toBeLessThan(250_000);
  await built.close();
});

it('leaves the policy of everything else as it is', async () => {
  expect((await ask('/docs')).headers.get('content-security-policy')).toMatch(/^default-src 'self';style-src 'self' 'unsafe-inline'/);
});

it('says so where the web app is not built', async () => {
  const without = await startApp({}, consoleProbe(join(above, 'nowhere')));
  const page = await fetch(`${without.url}/console/`);
  expect([page.status, await page.json()]).toEqual([404, { id: '', message: 'The console is not built' }]);
  expect((await fetch(`${without.url}/console/assets/a.js`)).status).toBe(404);
  expect((await fetch(`${without.url}/console/settings`)).status).toBe(200);
  await without.close();
});
