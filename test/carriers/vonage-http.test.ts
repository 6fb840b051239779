// What the network may do to a text and to a call, and what Vonage's servers may answer that no page of theirs documents.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Answer, Carrier } from '../../src/carriers/carrier.js';
import { Vonage } from '../../src/carriers/vonage/vonage.js';
import { message } from './conformance.js';
import { SELF_SIGNED } from './self-signed.js';
import { accept, ACCOUNT, textSays, VonageServer } from './vonage-server.js';

const IN_TIME = AbortSignal.timeout(60_000);
/** Certainly not sent: it may go to another carrier, or later to this one. */
const UNREACHABLE = { kind: 'temporary', unreachable: true, reason: expect.stringMatching(/./) };
const IN_DOUBT = { kind: 'unknown', reason: expect.stringMatching(/./) };
const REDIRECTS = [301, 302, 303, 307, 308];

let vendor: VonageServer;
let carrier: Carrier;
beforeEach(async () => {
  vendor = await VonageServer.start();
  carrier = vendor.carrier();
});
afterEach(async () => {
  await carrier.close();
  await vendor.close();
});

const at = (url: string, more: object = {}): Vonage =>
  Vonage.from(
    { ...ACCOUNT, baseUrl: url, voiceUrl: url, reportsUrl: url, hosts: [new URL(url).host], ...more },
    { name: 'VONAGE', callbackUrl: undefined },
  );

describe.each(['text', 'voice'] as const)('%s', (channel) => {
  const handOver = (signal = IN_TIME, by = carrier): Promise<Answer> => by.handOver(message('+447700900000', { channel }), signal);

  it('is accepted, several at once over kept connections', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => handOver()));
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  });

  it('was not sent where nobody listens', async () => {
    await vendor.close();
    expect(await handOver()).toEqual(UNREACHABLE);
  });

  it('was not sent where its time was over before', async () => {
    expect(await handOver(AbortSignal.abort())).toEqual(UNREACHABLE);
    expect(vendor.seen).toHaveLength(0);
  });

  it('is in doubt where no answer came in time', async () => {
    const late = new AbortController();
    vendor.behave = () => {
      late.abort();
    };
    expect(await handOver(late.signal)).toEqual(IN_DOUBT);
    expect(vendor.seen).toHaveLength(1);
  });

  it('is in doubt where the connection broke before the answer, and in the middle of it', async () => {
    vendor.behave = (_, response) => response.destroy();
    expect(await handOver()).toEqual(IN_DOUBT);
    vendor.behave = (_, response) => {
      response.writeHead(channel === 'text' ? 200 : 201, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"message-count":"1","messages":[{"status":"0"', () => response.destroy());
    };
    expect(await handOver()).toEqual(IN_DOUBT);
  });

  it.each([200, 201, 403, 500, 502, 503])('is in doubt where a page came instead, with HTTP %d', async (status) => {
    vendor.behave = (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>It works!</h1></html>');
    expect(await handOver()).toEqual(IN_DOUBT);
  });

  it.each(['', '{', '[]', 'null', '"accepted"', '{"messages":{}}', '{"uuid":{}}'])('is in doubt where the answer is %j', async (body) => {
    vendor.behave = (_, response) => response.writeHead(channel === 'text' ? 200 : 201).end(body);
    expect(await handOver()).toEqual(IN_DOUBT);
  });

  it.each([202, 400, 500, channel === 'text' ? 201 : 200])('is in doubt where it says “accepted” with HTTP %d', async (status) => {
    const body = '{"message-count":"1","messages":[{"status":"0","message-id":"0A0"}],"uuid":"63f61863-4a51-4f6b-86e1-46edebcf9356"}';
    vendor.behave = (_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    expect(await handOver()).toEqual(IN_DOUBT);
  });

  it.each(REDIRECTS)('follows no redirect (HTTP %d): its credentials go nowhere else', async (status) => {
    const elsewhere = await VonageServer.start();
    vendor.behave = (_, response) => response.writeHead(status, { location: `${elsewhere.url}/sms/json` }).end();
    expect(await handOver()).toEqual(IN_DOUBT);
    expect(elsewhere.seen).toHaveLength(0);
    await elsewhere.close();
  });

  it('was not sent to a server whose certificate is not trusted, and is to one whose is', async () => {
    const secure = await VonageServer.start(SELF_SIGNED);
    const [distrusting, trusting] = [at(secure.url), at(secure.url, { ca: SELF_SIGNED.cert })];
    expect(await handOver(IN_TIME, distrusting)).toEqual(UNREACHABLE);
    expect(secure.seen).toHaveLength(0);
    expect(await handOver(IN_TIME, trusting)).toMatchObject({ kind: 'accepted' });
    await Promise.all([distrusting.close(), trusting.close()]);
    await secure.close();
  });

  it('was not sent to a server that speaks no TLS', async () => {
    const plain = at(vendor.url.replace('http:', 'https:'));
    expect(await handOver(IN_TIME, plain)).toEqual(UNREACHABLE);
    expect(vendor.seen).toHaveLength(0);
    await plain.close();
  });

  it('is in doubt where the answer does not end: 10 MB are not read', async () => {
    let written = 0;
    let over: Promise<unknown> = Promise.resolve();
    vendor.behave = async (_, response) => {
      over = once(response, 'close');
      response.writeHead(channel === 'text' ? 200 : 201, { 'content-type': 'application/json' });
      while (!response.destroyed && written < 10_485_760) {
        written += 65_536;
        if (!response.write(' '.repeat(65_536))) await Promise.race([once(response, 'drain'), over]);
      }
      response.end();
    };
    expect(await handOver()).toEqual(IN_DOUBT);
    await over;
    expect(written).toBeLessThan(10_485_760);
  });

  it('is in doubt where the answer drips until its time is over', async () => {
    const late = new AbortController();
    let over: Promise<unknown> = Promise.resolve();
    vendor.behave = (_, response) => {
      over = once(response, 'close');
      response.writeHead(channel === 'text' ? 200 : 201, { 'content-type': 'application/json' });
      drip(response, 50, late);
    };
    expect(await handOver(late.signal)).toEqual(IN_DOUBT);
    await over;
  });

  it('says neither number nor content nor secret, whatever happens', async () => {
    const said: Answer[] = [];
    for (const behave of [
      (response: ServerResponse) => response.destroy(),
      (response: ServerResponse) => response.writeHead(400).end('sample sms message +447700900000'),
      (response: ServerResponse) => {
        textSays(response, '3');
      },
    ]) {
      vendor.behave = (_, response) => {
        behave(response);
      };
      said.push(await handOver());
    }
    expect(JSON.stringify(said)).not.toMatch(/447700900000|sample|abcd1234|secret-of/);
  });
});

it('calls no host that is not allowed, not even one that was configured', () => {
  expect(() => at('https://rest.nexmo.com', { hosts: ['api.nexmo.com'] })).toThrow(/VONAGE: baseUrl may not be/);
  expect(() => at('ftp://rest.nexmo.com')).toThrow(/may not be/);
});

it('goes on after each of these', async () => {
  vendor.behave = (_, response) => response.destroy();
  await carrier.handOver(message('+447700900000'), IN_TIME);
  vendor.behave = accept;
  expect(await carrier.handOver(message('+447700900000'), IN_TIME)).toMatchObject({ kind: 'accepted' });
});

/** A byte with each turn of the event loop's timers; after so many of them the test says that time is over. */
function drip(response: ServerResponse, bytes: number, late: AbortController): void {
  let left = bytes;
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else response.write(' ');
    if (--left === 0) late.abort();
  }, 1);
}
