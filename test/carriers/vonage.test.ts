// Vonage behind the port: what is sent, what each documented answer means, and what the network may do to it, over real sockets.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { type Answer, type Message, referenceOf } from '../../src/carriers/carrier.js';
import { needsUnicode } from '../../src/carriers/vonage/alphabet.js';
import { PROBLEM, SMS_STATUS } from '../../src/carriers/vonage/vonage-codes.js';
import type { Vonage } from '../../src/carriers/vonage/vonage.js';
import segmentsCalculator from 'sms-segments-calculator';
import { conforms, message } from './conformance.js';
import { accept, ACCOUNT, CALL, callbackServer, json, KEYS, type Seen, signed, textSays, VonageServer } from './vonage-server.js';

const number = (kind: number): string => `+1500555${kind}001`;
const KINDS = ['accepted', 'delivered', 'undelivered', 'refused', 'temporary', 'throttled', 'lost', 'early', 'slow'] as const;

conforms('Vonage', async () => {
  const vonage = await VonageServer.start();
  const ours = await callbackServer(() => carrier);
  const carrier = vonage.carrier({ signRequests: true }, ours.url);
  const receipt = async (sent: URLSearchParams, status: string): Promise<void> => {
    const fields = {
      status,
      messageId: '0A0000000001',
      'client-ref': sent.get('client-ref') ?? '',
      'err-code': status === 'delivered' ? '0' : '3',
    };
    const body = new URLSearchParams(signed(fields));
    expect((await fetch(sent.get('callback') ?? '', { method: 'POST', body })).status).toBe(200);
  };
  vonage.behave = async ({ body }, response) => {
    const sent = new URLSearchParams(body);
    const kind = KINDS.find((_, i) => `+${sent.get('to') ?? ''}` === number(i));
    if (kind === 'lost') response.destroy();
    else if (kind === 'refused') textSays(response, '6');
    else if (kind === 'temporary') textSays(response, '9');
    else if (kind === 'throttled') textSays(response, '1');
    else if (kind !== 'slow') {
      if (kind === 'early') await receipt(sent, 'delivered');
      textSays(response, '0');
      if (kind === 'delivered') await receipt(sent, 'delivered');
      if (kind === 'undelivered') await receipt(sent, 'failed');
    }
  };
  const mobile = Object.fromEntries(KINDS.map((kind, i) => [kind, number(i)])) as Record<(typeof KINDS)[number], string>;
  const close = async (): Promise<void> => {
    await carrier.close();
    await Promise.all([vonage.close(), ours.close()]);
  };
  return { carrier, mobile, close };
});

let vonage: VonageServer;
let carrier: Vonage;
beforeAll(async () => {
  vonage = await VonageServer.start();
  carrier = vonage.carrier();
});
beforeEach(() => {
  vonage.behave = accept;
  vonage.seen.length = 0;
});
afterAll(async () => {
  await carrier.close();
  await vonage.close();
});

const IN_TIME = AbortSignal.timeout(60_000);
const handOver = (more: Partial<Message> = {}, by = carrier): Promise<Answer> => by.handOver(message('+447700900000', more), IN_TIME);
const last = (): Seen => vonage.seen.at(-1) ?? { method: '', url: '', headers: {}, body: '' };
const sentForm = (): Record<string, string> => Object.fromEntries(new URLSearchParams(last().body));
const sentCall = (): Record<string, unknown> => JSON.parse(last().body) as Record<string, unknown>;

describe('a text', () => {
  it('is sent with its reference and the address of its receipts', async () => {
    const sent = message('+447700900000', { attempt: 2, sender: '+447700900111', content: 'a & b = ü' });
    expect(await carrier.handOver(sent, IN_TIME)).toEqual({ kind: 'accepted', carrierMessageId: '0A0000000000' });
    expect(last()).toMatchObject({ method: 'POST', url: '/sms/json' });
    expect(sentForm()).toEqual({
      ...{ api_key: ACCOUNT.apiKey, api_secret: ACCOUNT.apiSecret, from: '447700900111', to: '447700900000', text: 'a & b = ü' },
      ...{ 'client-ref': referenceOf(sent), callback: 'https://sms.example/carriers/vonage/receipts' },
    });
  });

  it('is signed instead of carrying the secret, where that is configured', async () => {
    const signing = vonage.carrier({ signRequests: true });
    await handOver({}, signing);
    expect(sentForm()).toMatchObject({ sig: expect.stringMatching(/^[0-9a-f]{64}$/), timestamp: expect.stringMatching(/^\d{10}$/) });
    expect(sentForm()).not.toHaveProperty('api_secret');
    await signing.close();
  });

  it('asks for no receipts that it would refuse or that could not arrive', async () => {
    for (const without of [vonage.carrier({ signatureSecret: undefined }), vonage.carrier({}, null)]) {
      await handOver({}, without);
      expect(sentForm()).not.toHaveProperty('callback');
      await handOver({ channel: 'voice' }, without);
      expect(sentCall()).not.toHaveProperty('event_url');
      await without.close();
    }
  });

  it('may be told how long to try, within the documented range', async () => {
    for (const [validityMs, ttl] of [
      [null, undefined],
      [3_600_000.7, '3600000'],
      [5, '20000'],
      [1e12, '604800000'],
    ] as const) {
      await handOver({ validityMs });
      expect(sentForm().ttl).toBe(ttl);
    }
  });

  it('is Unicode only where GSM 03.38 can’t hold it', async () => {
    for (const [content, type] of [
      ['plain €{}[]~\\|^ @£$¥èéùìòÇ', undefined],
      ['日本', 'unicode'],
      ['ç', 'unicode'],
      ['👋', 'unicode'],
    ] as const) {
      await handOver({ content });
      expect(sentForm().type).toBe(type);
    }
    for (let code = 0; code < 0x1_0000; code++) {
      const character = String.fromCharCode(code);
      if (!needsUnicode(character)) expect(new segmentsCalculator.SegmentedMessage(character).encodingName).toBe('GSM-7');
    }
  });
});

describe('an answer to a text', () => {
  const KIND = { refuse: 'refused', retry: 'temporary', throttle: 'temporary', 'in doubt': 'unknown' } as const;

  it.each(Object.entries(SMS_STATUS))('with status %s is what the table says', async (status, { meaning, reason }) => {
    vonage.behave = (_, response) => {
      textSays(response, status);
    };
    const answer = await handOver();
    expect(answer).toMatchObject({ kind: KIND[meaning], reason: expect.stringContaining(reason) });
    expect('throttled' in answer).toBe(meaning === 'throttle');
  });

  it.each([
    ['all parts accepted', ['0', '0', '0'], { kind: 'accepted', carrierMessageId: '0A0000000000' }],
    ['some parts accepted', ['0', '9', '0'], { kind: 'unknown', reason: 'Vonage accepted 2 of 3 parts' }],
    ['one part in doubt, the others refused', ['6', '5'], { kind: 'unknown' }],
    ['one part refused, one throttled', ['1', '6'], { kind: 'refused' }],
    ['one part throttled', ['9', '1'], { kind: 'temporary', throttled: true }],
    ['an undocumented status', ['77'], { kind: 'unknown' }],
    ['the name of a method of objects', ['constructor'], { kind: 'unknown' }],
    ['no parts', [], { kind: 'unknown' }],
  ])('with %s', async (_, statuses, expected) => {
    vonage.behave = (_seen, response) => {
      textSays(response, ...statuses);
    };
    expect(await handOver()).toMatchObject(expected);
  });

  it.each([
    ['fewer parts than it counts', { 'message-count': '2', messages: [{ status: '0', 'message-id': 'x' }] }],
    ['no message ID', { 'message-count': '1', messages: [{ status: '0' }] }],
    ['parts that are none', { messages: ['0'] }],
    ['another shape', ['0']],
  ])('with %s is in doubt', async (_, body) => {
    vonage.behave = (_seen, response) => {
      json(response, 200, body);
    };
    expect(await handOver()).toMatchObject({ kind: 'unknown' });
  });
});

describe('a call', () => {
  it('says the message, and its events come with its reference', async () => {
    const sent = message('+447700900000', { channel: 'voice', sender: '+447700900111', content: 'hello' });
    expect(await carrier.handOver(sent, IN_TIME)).toEqual({ kind: 'accepted', carrierMessageId: CALL });
    expect(last()).toMatchObject({ method: 'POST', url: '/v1/calls', headers: { 'content-type': 'application/json' } });
    const proof = expect.stringMatching(
      new RegExp(`^https://sms.example/carriers/vonage/voice\\?ref=${sent.smsId}\\.1&proof=[0-9a-f]{32}$`),
    );
    expect(sentCall()).toEqual({
      to: [{ type: 'phone', number: '447700900000' }],
      from: { type: 'phone', number: '447700900111' },
      ncco: [{ action: 'talk', text: 'hello', language: 'en-US', style: 0, loop: 1 }],
      event_url: [proof],
      event_method: 'POST',
    });
    const token = (last().headers.authorization ?? '').replace('Bearer ', '');
    const claims = jwt.verify(token, KEYS.publicKey, { algorithms: ['RS256'] });
    expect(claims).toMatchObject({ application_id: ACCOUNT.applicationId, jti: expect.any(String) });
  });

  it('is spoken as configured, as text whatever it looks like, from a number', async () => {
    const other = vonage.carrier({
      language: 'de-DE',
      style: 3,
      loop: 2,
      voiceFrom: '+4915100000000',
      privateKey: KEYS.privateKey.replaceAll('\n', '\\n'),
    });
    await handOver({ channel: 'voice', sender: 'Name', content: '<speak>1 < 2 & 3</speak>' }, other);
    expect(sentCall()).toMatchObject({
      from: { number: '4915100000000' },
      ncco: [{ text: '<speak>&lt;speak&gt;1 &lt; 2 &amp; 3&lt;/speak&gt;</speak>', language: 'de-DE', style: 3, loop: 2 }],
    });
    await other.close();
    await handOver({ channel: 'voice', sender: null });
    expect(sentCall()).toMatchObject({ random_from_number: true });
  });

  it.each(Object.entries(PROBLEM))('answered with %s is what the table says', async (type, { meaning }) => {
    vonage.behave = (_, response) => {
      json(response, 403, { type: `https://developer.vonage.com/api-errors#${type}`, title: 'Forbidden' });
    };
    expect((await handOver({ channel: 'voice' })).kind).toBe(meaning === 'refuse' ? 'refused' : 'temporary');
    vonage.behave = (_, response) => {
      json(response, 500, { type: `https://developer.vonage.com/api-errors#${type}` });
    };
    expect((await handOver({ channel: 'voice' })).kind).toBe('unknown');
  });

  it.each([
    ['7', 7_000],
    ['nonsense', undefined],
  ])('beyond its rate waits for Retry-After %s', async (value, retryAfterMs) => {
    vonage.behave = (_, response) => {
      json(response, 429, {}, { 'retry-after': value });
    };
    const answer = await handOver({ channel: 'voice' });
    expect(answer).toMatchObject({ kind: 'temporary', throttled: true });
    expect(answer).toEqual(expect.objectContaining(retryAfterMs === undefined ? {} : { retryAfterMs }));
  });

  it.each([400, 401, 404, 409, 500, 503])('answered with HTTP %d and nothing documented is in doubt', async (status) => {
    vonage.behave = (_, response) => {
      json(response, status, { error_title: 'whatever' });
    };
    expect(await handOver({ channel: 'voice' })).toEqual({ kind: 'unknown', reason: `Vonage answered HTTP ${status}` });
  });
});
