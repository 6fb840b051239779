// What Vonage calls back and signs: nothing is believed that isn't signed by this account's secret, in its method, lately; what is believed
// becomes a receipt or an inbound message, or is taken without one. What isn't signed: vonage-unsigned.test.ts.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../../src/providers/provider.js';
import { eventUrl } from '../../src/providers/vonage/own-proof.js';
import { CALL_STATUS, RECEIPT_ERROR } from '../../src/providers/vonage/vonage-codes.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import { ACCOUNT, bearer, CALL, callback, form, signed } from './vonage-server.js';

const AT = 'https://sms.example/carriers/vonage';
const receipts: Receipt[] = [];
const inbounds: Inbound[] = [];
let stored: () => Promise<void>;

function providerOf(settings: object = {}): Vonage {
  const provider = Vonage.from({ ...ACCOUNT, ...settings }, { name: 'VONAGE', callbackUrl: AT });
  provider.onReceipt((receipt) => stored().then(() => void receipts.push(receipt)));
  provider.onInbound((inbound) => stored().then(() => void inbounds.push(inbound)));
  return provider;
}

const provider = providerOf();
const call = async (key: string, request: CallbackRequest, of = provider): Promise<CallbackAnswer['status'] | undefined> =>
  (await of.callbacks[key]?.(request))?.status;

beforeEach(() => {
  receipts.length = 0;
  inbounds.length = 0;
  stored = () => Promise.resolve();
});

const RECEIPT = {
  msisdn: '447700900000',
  to: 'Engagement',
  messageId: '0A0',
  status: 'delivered',
  'err-code': '0',
  'client-ref': '1048577.2',
};
const DELIVERED = { entryId: '1048577', attempt: 2, status: 'delivered', providerMessageId: '0A0' };
const get = (fields: Record<string, string>): CallbackRequest =>
  callback({ method: 'GET', url: `${AT}/receipts?${new URLSearchParams(fields).toString()}` });
const jsonBody = (body: unknown): CallbackRequest =>
  callback({ headers: { 'content-type': 'application/json; charset=utf-8' }, body: Buffer.from(JSON.stringify(body)) });
/** As an account sends it whose webhooks are signed by a token instead. */
const byToken = (fields: Record<string, string>, authorization = bearer(JSON.stringify(fields))): CallbackRequest =>
  callback({ headers: { 'content-type': 'application/json', authorization }, body: Buffer.from(JSON.stringify(fields)) });
const post = (fields: Record<string, string>): CallbackRequest => callback(form(fields));

describe('a receipt of a text', () => {
  it.each([
    ['GET', get],
    ['a form', post],
    ['JSON', jsonBody],
    ['JSON with a token', byToken],
  ])('by %s', async (_, request) => {
    expect(await call('receipts', request(signed(RECEIPT)))).toBe(200);
    expect(receipts).toEqual([DELIVERED]);
  });

  it.each(['expired', 'failed', 'rejected', 'undelivered'])('%s is undelivered, with the reason', async (status) => {
    for (const code of [...Object.keys(RECEIPT_ERROR), '4711', 'constructor']) {
      expect(await call('receipts', post(signed({ ...RECEIPT, status, 'err-code': code })))).toBe(200);
      const known = RECEIPT_ERROR[code];
      const reason = typeof known === 'string' ? `Vonage: ${known} (${code})` : `Vonage: ${status}`;
      expect(receipts.at(-1)).toEqual({ ...DELIVERED, status: 'undelivered', reason });
    }
  });

  it.each([
    ['not final', { status: 'accepted' }],
    ['not final', { status: 'buffered' }],
    ['of no use', { status: 'unknown' }],
    ['undocumented', { status: 'toString' }],
    ['of no message of ours', { 'client-ref': 'their-own' }],
    ['of no message at all', { 'client-ref': '' }],
  ])('%s changes nothing (%j)', async (_, fields) => {
    expect(await call('receipts', post(signed({ ...RECEIPT, ...fields })))).toBe(200);
    expect(receipts).toEqual([]);
  });

  const { sig, ...unsigned } = signed(RECEIPT);
  const now = Math.floor(Date.now() / 1_000);
  it.each<[string, CallbackRequest, number]>([
    ['without a signature', post(unsigned), 401],
    ['with an empty signature', post({ ...unsigned, sig: '' }), 401],
    ['with a part of the signature', post({ ...unsigned, sig: String(sig).slice(0, 32) }), 401],
    ['changed after it was signed', post({ ...signed(RECEIPT), status: 'failed' }), 401],
    ['with more than was signed', post({ ...signed(RECEIPT), more: '1' }), 401],
    ['signed by another method', post(signed(RECEIPT, 'md5hash')), 401],
    ['signed long ago', post(signed({ ...RECEIPT, timestamp: String(now - 26 * 3_600) })), 401],
    ['signed in the future', post(signed({ ...RECEIPT, timestamp: String(now + 3_600) })), 401],
    ['signed at no time', post(signed({ ...RECEIPT, timestamp: 'now' })), 401],
    ['of another account', post(signed({ ...RECEIPT, 'api-key': 'ffff9999' })), 403],
    ['that says a thing twice', callback({ method: 'GET', url: `${get(signed(RECEIPT)).url}&status=failed` }), 401],
    ['that says another thing first', callback({ method: 'GET', url: get(signed(RECEIPT)).url.replace('?', '?status=failed&') }), 401],
    ['by another HTTP method', { ...post(signed(RECEIPT)), method: 'PUT' }, 401],
    ['whose signature is elsewhere', callback({ method: 'POST', url: get(signed(RECEIPT)).url }), 401],
    ['with a token by another secret', byToken(RECEIPT, bearer(JSON.stringify(RECEIPT), {}, 'another secret')), 401],
    ['with a token for another body', byToken(RECEIPT, bearer('{}')), 401],
    ['with a token that covers nothing', { ...get(RECEIPT), headers: { authorization: bearer('') } }, 401],
    ['with a token of another account', byToken(RECEIPT, bearer(JSON.stringify(RECEIPT), { api_key: 'ffff9999' })), 403],
    ['that is nested', jsonBody({ ...signed(RECEIPT), status: { a: 1 } }), 401],
    ['that is no JSON', callback({ headers: { 'content-type': 'application/json' }, body: Buffer.from('{') }), 401],
    ['that is empty', callback({}), 401],
  ])('%s is refused and changes nothing', async (_, request, status) => {
    expect(await call('receipts', request)).toBe(status);
    expect(receipts).toEqual([]);
  });

  it('with a token, of a form that isn’t known, is refused: it would be lost', async () => {
    expect(await call('receipts', byToken({ ...RECEIPT, status: { value: 'delivered' } } as never))).toBe(400);
    expect(receipts).toEqual([]);
  });

  it('is refused where no secret is configured', async () => {
    expect(await call('receipts', post(signed(RECEIPT)), providerOf({ signatureSecret: undefined }))).toBe(401);
    expect(receipts).toEqual([]);
  });

  it('that repeats after a day is still believed, and the same twice is told twice', async () => {
    const request = post(signed({ ...RECEIPT, timestamp: String(now - 86_400) }));
    expect([await call('receipts', request), await call('receipts', request)]).toEqual([200, 200]);
    expect(receipts).toEqual([DELIVERED, DELIVERED]);
  });

  it('that could not be stored is asked for again, and so is one that nobody listens to', async () => {
    stored = () => Promise.reject(new Error('the database is away'));
    expect(await call('receipts', post(signed(RECEIPT)))).toBe(503);
    const alone = Vonage.from(ACCOUNT, { name: 'VONAGE', callbackUrl: AT });
    expect(await call('receipts', post(signed(RECEIPT)), alone)).toBe(503);
    stored = () => Promise.resolve();
    expect(await call('receipts', post(signed(RECEIPT)))).toBe(200);
    expect(receipts).toEqual([DELIVERED]);
  });
});

describe('an event of a call', () => {
  const url = eventUrl(`${AT}/voice`, '1048577.2', ACCOUNT.signatureSecret);
  const body = (status: string): string => JSON.stringify({ from: '1', to: '447700900000', uuid: CALL, status, direction: 'outbound' });
  const event = (more: Partial<CallbackRequest> = {}, status = 'completed', authorization = bearer(body(status))): CallbackRequest =>
    callback({ url, headers: { 'content-type': 'application/json', authorization }, body: Buffer.from(body(status)), ...more });

  it.each(Object.entries(CALL_STATUS))('%s is final', async (status, final) => {
    expect(await call('voice', event({}, status))).toBe(200);
    const reason = final.reason === undefined ? {} : { reason: `Vonage: ${final.reason}` };
    expect(receipts).toEqual([{ entryId: '1048577', attempt: 2, status: final.status, providerMessageId: CALL, ...reason }]);
  });

  it.each(['started', 'ringing', 'answered', 'human', 'machine', 'disconnected', 'constructor'])('%s changes nothing', async (status) => {
    expect(await call('voice', event({}, status))).toBe(200);
    expect(receipts).toEqual([]);
  });

  const seconds = Math.floor(Date.now() / 1_000);
  const done = body('completed');
  it.each<[string, CallbackRequest, number]>([
    ['without a token', event({ headers: {} }), 401],
    ['with a token that is none', event({}, 'completed', 'Bearer a.b.c'), 401],
    ['with a token by another secret', event({}, 'completed', bearer(done, {}, 'another secret')), 401],
    ['with a token for another body', event({}, 'completed', bearer(body('failed'))), 401],
    ['with a token for no body', event({}, 'completed', bearer(done, { payload_hash: undefined })), 401],
    ['signed long ago', event({}, 'completed', bearer(done, { iat: seconds - 26 * 3_600 })), 401],
    ['signed in the future', event({}, 'completed', bearer(done, { iat: seconds + 3_600 })), 401],
    ['whose token has expired', event({}, 'completed', bearer(done, { exp: seconds - 3_600 })), 401],
    ['of another account', event({}, 'completed', bearer(done, { api_key: 'ffff9999' })), 403],
    ['of no account', event({}, 'completed', bearer(done, { api_key: undefined })), 403],
    ['of another application', event({}, 'completed', bearer(done, { application_id: CALL })), 403],
    ['said to be of another call', event({ url: url.replace('1048577.2', '1048577.3') }), 403],
    ['without the proof in its address', event({ url: url.replace(/&proof.*/, '') }), 403],
  ])('%s is refused and changes nothing', async (_, request, status) => {
    expect(await call('voice', request)).toBe(status);
    expect(receipts).toEqual([]);
  });

  it('that can’t be read is refused, and so is one by GET, which holds nothing that is signed', async () => {
    for (const text of ['', '{', '[]'])
      expect(await call('voice', event({ body: Buffer.from(text), headers: { authorization: bearer(text) } }))).toBe(400);
    const got = event({ method: 'GET', url: `${url}&status=completed`, body: Buffer.alloc(0), headers: { authorization: bearer('') } });
    expect(await call('voice', got)).toBe(405);
    expect(receipts).toEqual([]);
  });

  it('of a call that isn’t ours is taken and changes nothing', async () => {
    expect(await call('voice', event({ url: `${AT}/voice` }))).toBe(200);
    expect(await call('voice', event({ url: `${AT}/voice?ref=their-own` }))).toBe(200);
    expect(receipts).toEqual([]);
  });

  it('is refused where no secret is configured, and asked for again where it could not be stored', async () => {
    expect(await call('voice', event(), providerOf({ signatureSecret: undefined }))).toBe(401);
    stored = () => Promise.reject(new Error('the database is away'));
    expect(await call('voice', event())).toBe(503);
  });
});

describe('an inbound text', () => {
  const INBOUND = { msisdn: '447700900001', to: '447700900000', messageId: '0B0', text: 'STOP & = ü', type: 'unicode', keyword: 'STOP' };

  it('is passed on, with numbers as everywhere and short codes as they are', async () => {
    expect(await call('inbound', post(signed(INBOUND)))).toBe(200);
    expect(await call('inbound', get(signed({ ...INBOUND, to: '40404' })))).toBe(200);
    expect(await call('inbound', byToken(INBOUND))).toBe(200);
    const inbound = { providerMessageId: '0B0', from: '+447700900001', to: '+447700900000', content: 'STOP & = ü' };
    expect(inbounds).toEqual([inbound, { ...inbound, to: '40404' }, inbound]);
  });

  it('that is binary has no text, and is kept all the same; what lacks something is refused', async () => {
    const { msisdn, to, messageId } = INBOUND;
    expect(await call('inbound', post(signed({ msisdn, to, messageId, type: 'binary', data: '00' })))).toBe(200);
    expect(inbounds).toEqual([expect.objectContaining({ providerMessageId: '0B0', content: '' })]);
    const all: Record<string, string>[] = [
      { msisdn, to, text: 'STOP' },
      { messageId, to, text: 'STOP' },
      { messageId, msisdn, text: 'STOP' },
    ];
    for (const lacking of all)
      for (const request of [post(signed(lacking)), get(signed(lacking)), byToken(lacking)])
        expect(await call('inbound', request)).toBe(400);
    expect(inbounds).toHaveLength(1);
  });

  it('and a receipt are told apart by what they say, whichever address was entered for them', async () => {
    expect([await call('receipts', post(signed(INBOUND))), await call('inbound', post(signed(RECEIPT)))]).toEqual([200, 200]);
    expect([inbounds.map(({ content }) => content), receipts]).toEqual([[INBOUND.text], [DELIVERED]]);
  });

  it('that is not proven is refused; that could not be stored is asked for again', async () => {
    expect(await call('inbound', post(INBOUND))).toBe(401);
    stored = () => Promise.reject(new Error('the database is away'));
    expect(await call('inbound', post(signed(INBOUND)))).toBe(503);
    expect(inbounds).toEqual([]);
  });
});
