// What Vonage says when it is asked: whether the account works, and what became of a message that is in doubt.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { Known, SentMessage } from '../../src/providers/provider.js';
import { CALL_STATUS, RECORD_STATUS } from '../../src/providers/vonage/vonage-codes.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import { ACCOUNT, CALL, json, KEYS, VonageServer } from './vonage-server.js';

const IN_TIME = AbortSignal.timeout(60_000);
let vonage: VonageServer;
let provider: Vonage;
beforeAll(async () => {
  vonage = await VonageServer.start();
  provider = vonage.provider();
});
beforeEach(() => {
  vonage.seen.length = 0;
});
afterAll(async () => {
  await provider.close();
  await vonage.close();
});
const basic = `Basic ${Buffer.from(`${ACCOUNT.apiKey}:${ACCOUNT.apiSecret}`).toString('base64')}`;
const says = (status: number, body: unknown): void => {
  vonage.behave = (_, response) => {
    json(response, status, body);
  };
};

describe('a check', () => {
  it('sends nothing, and says what the account has and may do', async () => {
    vonage.behave = ({ url }, response) => {
      json(response, 200, url.startsWith('/account') ? { value: 10.28, autoReload: false } : { count: 0, _embedded: { calls: [] } });
    };
    expect(await provider.check(IN_TIME)).toBe('The account has 10.28 EUR; the application may call.');
    const [balance, calls] = vonage.seen;
    expect(balance).toMatchObject({ method: 'GET', url: '/account/get-balance', headers: { authorization: basic } });
    expect(calls).toMatchObject({ method: 'GET', url: '/v1/calls?page_size=1' });
    expect(jwt.verify((calls?.headers.authorization ?? '').replace('Bearer ', ''), KEYS.publicKey)).toBeTruthy();
    const texts = vonage.provider({ applicationId: undefined, privateKey: undefined });
    expect(texts.channels).toEqual(['text']);
    expect(await texts.check(IN_TIME)).toBe('The account has 10.28 EUR; no application is configured, so no calls.');
    await texts.close();
  });

  it.each([
    [401, {}, /the credentials are not correct/],
    [500, {}, /HTTP 500 instead of the account’s balance/],
    [200, { value: 'much' }, /could not be understood/],
  ])('fails with HTTP %d %j in a sentence', async (status, body, sentence) => {
    says(status, body);
    await expect(provider.check(IN_TIME)).rejects.toThrow(sentence);
  });
});

describe('a question', () => {
  const at = new Date('2026-01-02T03:04:05.678Z');
  const text: SentMessage<string> = {
    entryId: '1048577',
    attempt: 2,
    channel: 'text',
    address: '+447700900000',
    providerMessageId: null,
    at,
  };
  const record = (status: string, more: object = {}): object => ({ message_id: '0A0', client_ref: '1048577.2', status, ...more });
  const ask = (message: SentMessage<string>, records: unknown, status = 200): Promise<Known> => {
    says(status, records);
    return provider.query(message, IN_TIME);
  };

  it('for a text goes by its reference, or its ID where that is known', async () => {
    expect(await ask(text, { records: [record('delivered')] })).toEqual({ kind: 'delivered', providerMessageId: '0A0' });
    expect(await ask({ ...text, providerMessageId: '0A0' }, { records: [record('delivered')] })).toMatchObject({ kind: 'delivered' });
    const asked = vonage.seen.map(({ url }) => Object.fromEntries(new URL(url, vonage.url).searchParams));
    const always = { account_id: ACCOUNT.apiKey, product: 'SMS', direction: 'outbound' };
    expect(asked).toEqual([
      { ...always, client_ref: '1048577.2', date_start: '2026-01-02T02:04:05Z', date_end: '2026-01-02T04:04:05Z' },
      { ...always, id: '0A0' },
    ]);
    expect(vonage.seen[0]).toMatchObject({ method: 'GET', headers: { authorization: basic } });
  });

  it.each(Object.entries(RECORD_STATUS))('for a text that is %s', async (status, kind) => {
    expect(await ask(text, { records: [record(status)] })).toMatchObject({ kind, providerMessageId: '0A0' });
  });

  it.each([
    ['delivered in all parts', [record('delivered'), record('delivered')], 'delivered'],
    ['delivered in some parts', [record('delivered'), record('buffered')], 'accepted'],
    ['not delivered in one part', [record('delivered'), record('failed')], 'undelivered'],
    ['of another reference', [record('delivered', { client_ref: '1048577.1' })], 'unknown'],
    ['of a status that is none', [record('constructor')], 'unknown'],
    ['not there: it may still come', [], 'unknown'],
  ])('for a text %s', async (_, records, kind) => {
    expect(await ask(text, { records })).toMatchObject({ kind });
  });

  it('for a call goes by its ID; without it nothing is asked', async () => {
    const call: SentMessage<string> = { ...text, channel: 'voice', providerMessageId: CALL };
    for (const [status, { status: kind }] of Object.entries(CALL_STATUS))
      expect(await ask(call, { uuid: CALL, status })).toMatchObject({ kind, providerMessageId: CALL });
    for (const status of ['started', 'ringing', 'answered', 'machine'])
      expect(await ask(call, { uuid: CALL, status })).toEqual({ kind: 'accepted', providerMessageId: CALL });
    expect(await ask(call, { uuid: CALL, status: 'toString' })).toMatchObject({ kind: 'unknown' });
    expect(vonage.seen[0]).toMatchObject({ method: 'GET', url: `/v1/calls/${CALL}` });
    const asked = vonage.seen.length;
    expect(await ask({ ...call, providerMessageId: null }, {})).toMatchObject({ kind: 'unknown' });
    expect(vonage.seen).toHaveLength(asked);
  });

  it('is answered with unknown by everything else', async () => {
    for (const message of [text, { ...text, channel: 'voice', providerMessageId: CALL } as const])
      for (const status of [200, 403, 404, 429, 500])
        expect(await ask(message, { records: {} }, status)).toMatchObject({ kind: 'unknown' });
    const thrifty = vonage.provider({ reports: false });
    vonage.seen.length = 0;
    expect(await thrifty.query(text, IN_TIME)).toMatchObject({ kind: 'unknown' });
    expect(vonage.seen).toHaveLength(0);
    await thrifty.close();
  });
});

describe('settings', () => {
  const from = (more: object): Vonage => Vonage.from({ ...ACCOUNT, ...more }, { name: 'VONAGE', callbackUrl: undefined });

  it.each([
    [{ apiKey: 'short' }, /VONAGE: apiKey must be/],
    [{ apiSecret: undefined }, /VONAGE: apiSecret is missing/],
    [{ from: 'a name that is too long' }, /VONAGE: from must be/],
    [{ signatureMethod: 'none' }, /VONAGE: signatureMethod must be one of/],
    [{ allowUnsigned: true }, /VONAGE: allowUnsigned is not a setting/],
    [{ privateKey: undefined }, /VONAGE: privateKey is missing/],
    [{ privateKey: 'sample-of-no-key' }, /VONAGE: privateKey must be/],
    [{ privateKey: KEYS.publicKey }, /VONAGE: privateKey must be/],
    [{ signRequests: true, signatureSecret: undefined }, /VONAGE: signatureSecret is missing/],
    [{ loop: 0 }, /VONAGE: loop must not be less than 1/],
    [{ maxInFlight: 0 }, /VONAGE: maxInFlight must not be less than 1/],
    [{ baseUrl: 'https://rest.nexmo.com.example' }, /VONAGE: baseUrl must be/],
    [{ voiceUrl: 'https://user:secret@api.nexmo.com' }, /VONAGE: voiceUrl must be/],
  ])('%# that are wrong are named', (more, sentence) => {
    expect(() => from(more)).toThrow(sentence);
    try {
      from(more);
    } catch (error) {
      expect(String(error)).not.toMatch(/sample-/);
    }
  });

  it('are the vendor’s where nothing else is said', async () => {
    const { apiKey, apiSecret } = ACCOUNT;
    const plain = Vonage.from({ apiKey, apiSecret, from: 'Engagement' }, { name: 'VONAGE', callbackUrl: undefined });
    expect(plain).toMatchObject({ name: 'VONAGE', channels: ['text'], maxInFlight: 50, ratePerSecond: 0 });
    await plain.close();
  });
});
