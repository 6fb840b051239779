// Vonage behind the port: what is sent, over real sockets. What its answers mean is the suite's part (vonage-http.test.ts).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { type Answer, type Message, referenceOf } from '../../src/providers/provider.js';
import { needsUnicode } from '../../src/providers/vonage/alphabet.js';
import { receiptUrl } from '../../src/providers/vonage/own-proof.js';
import type { Vonage } from '../../src/providers/vonage/vonage.js';
import segmentsCalculator from 'sms-segments-calculator';
import { message } from './conformance.js';
import { accept, ACCOUNT, CALL, KEYS, type Seen, textSays, VonageServer } from './vonage-server.js';

let vonage: VonageServer;
let provider: Vonage;
beforeAll(async () => {
  vonage = await VonageServer.start();
  provider = vonage.provider();
});
beforeEach(() => {
  vonage.behave = accept;
  vonage.seen.length = 0;
});
afterAll(async () => {
  await provider.close();
  await vonage.close();
});

const IN_TIME = AbortSignal.timeout(60_000);
const handOver = (more: Partial<Message<string>> = {}, by = provider): Promise<Answer> =>
  by.handOver(message('+447700900000', more), IN_TIME);
const last = (): Seen => vonage.seen.at(-1) ?? { method: '', url: '', headers: {}, body: '' };
const sentForm = (): Record<string, string> => Object.fromEntries(new URLSearchParams(last().body));
const sentCall = (): Record<string, unknown> => JSON.parse(last().body) as Record<string, unknown>;

describe('a text', () => {
  it('is sent with its reference and the address of its receipts', async () => {
    const sent = message('+447700900000', { attempt: 2, sender: '+447700900111', content: 'a & b = ü' });
    expect(await provider.handOver(sent, IN_TIME)).toEqual({ kind: 'accepted', providerMessageId: '0A0000000000' });
    expect(last()).toMatchObject({ method: 'POST', url: '/sms/json' });
    expect(sentForm()).toEqual({
      ...{ api_key: ACCOUNT.apiKey, api_secret: ACCOUNT.apiSecret, from: '447700900111', to: '447700900000', text: 'a & b = ü' },
      ...{
        'client-ref': referenceOf(sent),
        callback: receiptUrl('https://sms.example/carriers/vonage/receipts', referenceOf(sent), ACCOUNT),
      },
    });
  });

  it('is signed instead of carrying the secret, where that is configured', async () => {
    const signing = vonage.provider({ signRequests: true });
    await handOver({}, signing);
    expect(sentForm()).toMatchObject({ sig: expect.stringMatching(/^[0-9a-f]{64}$/), timestamp: expect.stringMatching(/^\d{10}$/) });
    expect(sentForm()).not.toHaveProperty('api_secret');
    await signing.close();
  });

  it('asks for no receipts that it would refuse or that could not arrive', async () => {
    for (const without of [vonage.provider({ signatureSecret: undefined, requireSignature: true }), vonage.provider({}, null)]) {
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

it('whose parts are all accepted has the first one’s ID', async () => {
  vonage.behave = (_, response) => {
    textSays(response, '0', '0', '0');
  };
  expect(await handOver()).toEqual({ kind: 'accepted', providerMessageId: '0A0000000000' });
});

describe('a call', () => {
  it('says the message, and its events come with its reference', async () => {
    const sent = message('+447700900000', { channel: 'voice', sender: '+447700900111', content: 'hello' });
    expect(await provider.handOver(sent, IN_TIME)).toEqual({ kind: 'accepted', providerMessageId: CALL });
    expect(last()).toMatchObject({ method: 'POST', url: '/v1/calls', headers: { 'content-type': 'application/json' } });
    const proof = expect.stringMatching(
      new RegExp(`^https://sms.example/carriers/vonage/voice\\?ref=${sent.entryId}\\.1&proof=[0-9a-f]{32}$`),
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
    const other = vonage.provider({
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
});
