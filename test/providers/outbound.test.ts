// HTTP to providers, below any of them: connections, what a request may be, and whether it left.
import { afterEach, describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { HttpProviderSettings } from '../../src/providers/common-settings.js';
import { Outbound, type OutboundOptions, type OutboundRequest, type Outcome } from '../../src/providers/http/outbound.js';
import { retryAfterMs } from '../../src/providers/http/retry-after.js';
import { makeCertificate } from './certificate.js';
import { patient } from './conformance.js';
import { answer, deadAddress, VendorServer } from './vendor-server.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function vendor(tls = false): Promise<VendorServer> {
  const server = await VendorServer.start({ tls });
  server.behave = (_, response) => {
    answer(response, { status: 200, body: 'taken' });
  };
  closing.push(() => server.close());
  return server;
}

function outbound(
  url: string,
  more: Partial<OutboundOptions> = {},
): (more?: Partial<OutboundRequest>, signal?: AbortSignal) => Promise<Outcome> {
  const http = new Outbound({ connections: 2, hosts: [new URL(url).host], ...more });
  closing.push(() => http.close());
  return (request, signal = patient()) =>
    http.send({ method: 'POST', url: `${url}/messages`, headers: {}, body: 'to=1', ...request }, signal);
}

const TAKEN = { kind: 'answer', status: 200, body: 'taken', headers: expect.anything() };

describe('connections', () => {
  it('are kept, and never more than allowed', async () => {
    const server = await vendor();
    const send = outbound(server.url);
    for (let i = 0; i < 5; i += 1) expect(await send()).toEqual(TAKEN);
    expect(server.connections).toBeLessThanOrEqual(2);
    for (const outcome of await Promise.all(Array.from({ length: 20 }, () => send()))) expect(outcome).toEqual(TAKEN);
    expect(server.connections).toBe(2);
    expect(server.received).toHaveLength(25);
  });

  it('that the server closed while they were idle put nothing in doubt', async () => {
    const server = await vendor();
    server.behave = (_, response) => {
      const { socket } = response;
      response.on('finish', () => socket?.end());
      answer(response, { status: 200, body: 'taken' });
    };
    const send = outbound(server.url, { connections: 1 });
    for (let i = 0; i < 5; i += 1) {
      expect(await send()).toEqual(TAKEN);
      while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.received).toHaveLength(5);
  });

  it('carry one request at a time: no HTTP/2, though the server would rather', async () => {
    const certificate = makeCertificate();
    const spoken: string[] = [];
    const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
      spoken.push(request.httpVersion);
      response.end('taken');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const send = outbound(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, { ca: certificate.cert });
    expect(await send()).toEqual(TAKEN);
    expect(spoken).toEqual(['1.1']);
  });

  it('that are given up do not keep the others waiting', async () => {
    const server = await vendor();
    const take = server.behave;
    const send = outbound(server.url, { connections: 1 });
    server.behave = () => undefined;
    const hung = new AbortController();
    const lost = send({}, hung.signal);
    await server.until(1);
    const waiting = Array.from({ length: 3 }, () => send());
    server.behave = take;
    hung.abort();
    expect(await lost).toEqual({ kind: 'lost', reason: 'no answer in time' });
    for (const outcome of await Promise.all(waiting)) expect(outcome).toEqual(TAKEN);
  });
});

describe('what never left', () => {
  it('is all that was refused a connection, however much waits for one', async () => {
    const send = outbound(await deadAddress(), { connections: 2 });
    for (const outcome of await Promise.all(Array.from({ length: 50 }, () => send())))
      expect(outcome).toEqual({ kind: 'not sent', reason: 'the connection failed (ECONNREFUSED)' });
  });

  it('is what nobody accepts: a server that hangs before it takes the connection', async () => {
    // It listens with room for one, and its thread does nothing more.
    const hung = new Worker(
      `const { createServer } = require('node:net');
       const { parentPort } = require('node:worker_threads');
       const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000));
       });`,
      { eval: true },
    );
    const [port] = (await once(hung, 'message')) as [number];
    const filling: Socket[] = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    closing.push(async () => {
      for (const socket of filling) socket.destroy();
      await hung.terminate();
    });
    await once(filling[0] ?? hung, 'connect');
    const send = outbound(`http://127.0.0.1:${port}`);
    expect(await send()).toEqual({ kind: 'not sent', reason: 'no connection in time' });
  });

  it('is what can’t be a request, goes to another host, or comes too late', async () => {
    const server = await vendor();
    const send = outbound(server.url);
    expect(await send({ headers: { 'x-tenant': 'a\r\nx-admin: 1' } })).toMatchObject({ kind: 'not sent' });
    expect(await send({ url: `${(await vendor()).url}/messages` })).toMatchObject({ kind: 'not sent' });
    expect(await send({ url: `http://localhost:${new URL(server.url).port}/` })).toMatchObject({ kind: 'not sent' });
    expect(await send({ url: 'no address' })).toMatchObject({ kind: 'not sent' });
    expect(await send({}, AbortSignal.abort())).toEqual({ kind: 'not sent', reason: 'too late' });
    expect(server.received).toEqual([]);
  });

  it('is what was asked of a closed one', async () => {
    const server = await vendor();
    const http = new Outbound({ connections: 1, hosts: [server.host] });
    await http.close();
    expect(await http.send({ method: 'GET', url: server.url, headers: {} }, patient())).toMatchObject({ kind: 'not sent' });
  });
});

describe('what may have arrived', () => {
  it('is lost where the connection ends, and sent no second time', async () => {
    const server = await vendor();
    server.behave = (_, response) => response.socket?.destroy();
    const send = outbound(server.url);
    expect(await send()).toEqual({ kind: 'lost', reason: 'the connection failed (UND_ERR_SOCKET)' });
    expect(await send({ method: 'GET', body: undefined })).toMatchObject({ kind: 'lost' });
    expect(server.received).toHaveLength(2);
  });

  it('is lost where the answer is larger than allowed', async () => {
    const server = await vendor();
    server.behave = (_, response) => {
      answer(response, { status: 200, body: 'x'.repeat(100_000) });
    };
    const send = outbound(server.url);
    expect(await send()).toEqual({ kind: 'lost', reason: 'an answer that is too large' });
    expect(await send({ mostBytes: 100_000 })).toMatchObject({ kind: 'answer', body: expect.stringMatching(/^x{100000}$/) });
    server.behave = (_, response) => {
      answer(response, { status: 200, headers: { 'x-long': 'x'.repeat(100_000) }, body: '' });
    };
    expect(await send()).toMatchObject({ kind: 'lost' });
  });
});

it('trusts the usual certificates beside the given one, and only what is signed by either', async () => {
  const server = await vendor(true);
  expect(await outbound(server.url, { ca: server.ca })()).toEqual(TAKEN);
  const other = makeCertificate();
  expect(await outbound(server.url, { ca: other.cert })()).toEqual({
    kind: 'not sent',
    reason: 'the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
  });
});

class SomeSettings extends HttpProviderSettings {
  override baseUrl = 'https://a.test';
  override hosts = ['a.test'];
}

it.each([
  'ftp://user:pass@a.test',
  'https://user:pass@a.test',
  'https://user:pass@b.test',
  'user:pass@a.test',
  'https://a.test:pass',
  'https://b.test',
  'https://a.test:8443',
  'a.test',
  '',
])('refuses to start with %p, and repeats no credentials', (url) => {
  const [fault, ...more] = validateSync(Object.assign(new SomeSettings(), { baseUrl: url }));
  const said = fault?.constraints?.isAllowedUrl ?? '';
  expect(said).toMatch(/^baseUrl must be an http or https address without credentials, of one of its hosts \(a\.test\)/);
  expect(said).not.toMatch(/user|pass/);
  expect([fault?.property, more]).toEqual(['baseUrl', []]);
});

it.each<[string | undefined, unknown]>([
  ['7', 7_000],
  ['0', 0],
  ['999999999', 3_600_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 3_600_000],
  [new Date(0).toUTCString(), 0],
  ['-1', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('reads Retry-After: %p', (value, expected) => {
  expect(retryAfterMs({ headers: { 'retry-after': value } })).toBe(expected);
});

it('reads Retry-After as a date', () => {
  const wait = retryAfterMs({ headers: { 'retry-after': new Date(Date.now() + 1_800_000).toUTCString() } });
  expect(Math.round((wait ?? 0) / 60_000)).toBe(30);
});
