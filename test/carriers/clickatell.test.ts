// Clickatell by HTTP: what it is sent, what each of its answers means. Against a server on a real socket.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type Answer, type Message, referenceOf } from '../../src/carriers/carrier.js';
import type { Clickatell } from '../../src/carriers/clickatell/clickatell.js';
import { CODES } from '../../src/carriers/clickatell/clickatell-codes.js';
import {
  accepted,
  API_KEY,
  type Behaviour,
  call,
  callback,
  carrierOf,
  ClickatellServer,
  failed,
  idOf,
  json,
  rejected,
  statusEvent,
} from './clickatell-server.js';
import { conforms, message } from './conformance.js';

const NUMBER = '+27999000001';
const soon = (): AbortSignal => AbortSignal.timeout(60_000);

conforms('Clickatell', async () => {
  const server = await ClickatellServer.start();
  const carrier = carrierOf(server);
  const tell = async (wire: Parameters<Behaviour>[1], status: string): Promise<void> => {
    const event = statusEvent({ status, messageId: idOf(wire), clientMessageId: wire.clientMessageId });
    expect(await call(carrier, 'status', callback(event))).toEqual({ status: 200 });
  };
  const then =
    (status: string): Behaviour =>
    async (response, wire, received) => {
      await accepted(response, wire, received);
      await tell(wire, status);
    };
  const number = (kind: number): string => `+2799900000${kind}`;
  server.behave(number(1), then('DEVICE_ACK'));
  server.behave(number(2), then('DELIVERY_FAILURE'));
  server.behave(number(3), rejected(25));
  server.behave(number(4), failed(19, 503));
  server.behave(number(5), failed(43, 400));
  server.behave(number(6), (response) => void response.destroy());
  server.behave(number(7), async (response, wire, received) => {
    await tell(wire, 'DEVICE_ACK');
    await accepted(response, wire, received);
  });
  server.behave(number(8), () => undefined);
  return {
    carrier,
    mobile: {
      ...{ accepted: number(0), delivered: number(1), undelivered: number(2), refused: number(3), temporary: number(4) },
      ...{ throttled: number(5), lost: number(6), early: number(7), slow: number(8) },
    },
    close: async () => {
      await carrier.close();
      await server.close();
    },
  };
});

let server: ClickatellServer;
let carrier: Clickatell;
beforeEach(async () => {
  server = await ClickatellServer.start();
  carrier = carrierOf(server);
});
afterEach(async () => {
  await carrier.close();
  await server.close();
});
const handOver = (more: Partial<Message> = {}, signal = soon()): Promise<Answer> => carrier.handOver(message(NUMBER, more), signal);
const meets = (behaviour: Behaviour): Promise<Answer> => {
  server.behave(NUMBER, behaviour);
  return handOver();
};

describe('a message', () => {
  it('goes out as documented', async () => {
    const sent = message(NUMBER, { attempt: 2, content: 'Grüße “quoted” \u{1f600}' });
    expect((await carrier.handOver(sent, soon())).kind).toBe('accepted');
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/v1/message', headers: { authorization: API_KEY } });
    expect(server.messages()).toEqual([
      { channel: 'sms', to: '27999000001', content: 'Grüße “quoted” \u{1f600}', clientMessageId: referenceOf(sent) },
    ]);
  });

  it('comes from its sender, else from the configured number; its expiry goes along where that is set', async () => {
    const other = carrierOf(server, { from: '+12027530410', passValidity: true });
    await other.handOver(message(NUMBER, { sender: '+12025550100', validityMs: 150_000 }), soon());
    await other.handOver(message(NUMBER, { validityMs: 1 }), soon());
    await other.handOver(message(NUMBER), soon());
    expect(server.messages().map(({ from, validityPeriod }) => [from, validityPeriod])).toEqual([
      ['12025550100', 2],
      ['12027530410', 1],
      ['12027530410', undefined],
    ]);
    await other.close();
  });
});

describe('what each answer means', () => {
  const EXPECTED: Record<string, object> = {
    refuse: { kind: 'refused' },
    retry: { kind: 'temporary' },
    throttle: { kind: 'temporary', throttled: true },
    account: { kind: 'temporary', unreachable: true },
  };

  it.each(Object.entries(CODES).map(([number, { meaning }]) => [Number(number), meaning] as const))(
    'error %i: %s',
    async (number, meaning) => {
      const ofMessage = await meets(rejected(number));
      const ofAll = await meets(failed(number, 400));
      expect(ofMessage).toMatchObject(EXPECTED[meaning] ?? { kind: 'temporary' });
      expect(ofAll).toMatchObject(EXPECTED[meaning] ?? { kind: 'unknown' });
      expect(JSON.stringify([ofMessage, ofAll])).not.toContain('27999000001');
    },
  );

  const empty: Behaviour = (response) => void response.writeHead(202).end();
  const body =
    (status: number, text: string, headers: Record<string, string> = {}): Behaviour =>
    (response) =>
      void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(text);
  const CASES: [string, Behaviour, object][] = [
    ['throttled, with Retry-After', failed(43, 400, { 'retry-after': '7' }), { throttled: true, retryAfterMs: 7_000 }],
    ['HTTP 429', body(429, 'slow down', { 'retry-after': '2' }), { kind: 'temporary', throttled: true, retryAfterMs: 2_000 }],
    ['a wrong key', failed(1, 401), { kind: 'temporary', unreachable: true }],
    ['an error that isn’t documented, of the message', rejected(999), { kind: 'refused' }],
    ['an error that isn’t documented, of the request', failed(999, 400), { kind: 'unknown' }],
    ['HTML', body(200, '<html>maintenance</html>'), { kind: 'unknown' }],
    ['HTML with 503', body(503, '<html>maintenance</html>'), { kind: 'unknown' }],
    ['HTML with 401', body(401, '<html>who are you</html>'), { kind: 'unknown' }],
    ['nothing', empty, { kind: 'unknown' }],
    ['a redirect', body(302, '', { location: 'http://192.0.2.1/' }), { kind: 'unknown' }],
    [
      'accepted with an ID that can’t be kept',
      (r, { to }) => {
        json(r, 202, { messages: [{ accepted: true, apiMessageId: 'a\0b', to }] });
      },
      { kind: 'unknown' },
    ],
    [
      'accepted without an ID',
      (r, { to }) => {
        json(r, 202, { messages: [{ accepted: true, to }] });
      },
      { kind: 'unknown' },
    ],
    [
      'neither accepted nor an error',
      (r) => {
        json(r, 202, { messages: [{ accepted: false }] });
      },
      { kind: 'unknown' },
    ],
    ['10 MB', body(200, 'x'.repeat(10_000_000)), { kind: 'unknown' }],
    ['a reset', (response) => void response.destroy(), { kind: 'unknown' }],
    [
      'a reset inside its answer',
      (r) => void r.writeHead(202, { 'content-length': '99' }).write('{', () => r.destroy()),
      { kind: 'unknown' },
    ],
  ];
  it.each(CASES)('%s', async (_name, behaviour, expected) => {
    expect(await meets(behaviour)).toMatchObject(expected);
  });

  it('a redirect is not followed, with the key least of all', async () => {
    await meets(body(307, '', { location: `${server.url}/elsewhere` }));
    expect(server.received.map(({ path }) => path)).toEqual(['/v1/message']);
  });

  it('no answer in time, or one byte after the other: in doubt', async () => {
    for (const behaviour of [() => undefined, (response) => void response.writeHead(200).write('{')] as Behaviour[]) {
      const late = new AbortController();
      server.behave(NUMBER, (...all) => {
        void behaviour(...all);
        late.abort();
      });
      expect(await handOver({}, late.signal)).toMatchObject({ kind: 'unknown' });
    }
  });

  it('too late before it left: never sent', async () => {
    expect(await handOver({}, AbortSignal.abort())).toMatchObject({ kind: 'temporary', unreachable: true });
    expect(server.received).toEqual([]);
  });

  it('nobody there, or TLS that fails: never sent', async () => {
    const plain = await ClickatellServer.start();
    const tls = carrierOf({ url: `https://${plain.host}`, host: plain.host });
    expect(await tls.handOver(message(NUMBER), soon())).toMatchObject({ kind: 'temporary', unreachable: true });
    expect(plain.received).toEqual([]);
    const { host, url } = plain;
    await plain.close();
    const gone = carrierOf({ url, host });
    expect(await gone.handOver(message(NUMBER), soon())).toMatchObject({ kind: 'temporary', unreachable: true });
    await Promise.all([tls.close(), gone.close()]);
  });
});

it('gives up a connection that nobody answers on', async () => {
  const silent: Server = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const alone = carrierOf({ url: `http://${host}`, host });
  const late = new AbortController();
  silent.on('connection', (socket) =>
    socket
      .on('data', () => {
        late.abort();
      })
      .on('error', () => undefined),
  );
  expect(await alone.handOver(message(NUMBER), late.signal)).toMatchObject({ kind: 'unknown' });
  await alone.close();
  silent.close();
});
