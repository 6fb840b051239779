// Twilio's calls to us: whether they are its own, beside the judgement of its official library, and what they say.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import twilio from 'twilio';
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../../src/providers/provider.js';
import { isSigned } from '../../src/providers/twilio/twilio-signature.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { callback, CONTEXT, newSid, settings, signature, TOKEN } from './twilio-server.js';

const { getExpectedTwilioSignature, validateRequest } = twilio;

describe('the signature', () => {
  const address = fc
    .tuple(
      fc.constantFrom('http', 'https'),
      fc.constantFrom('sms.example.com', 'xn--bcher-kva.example', '203.0.113.7'),
      fc.constantFrom('', ':80', ':443', ':8443'),
      fc.webPath(),
      fc.constantFrom('', '?ref=1048577.2', '?ref=1.1&x=%C3%A4%20b', '?'),
    )
    .map(([scheme, host, port, path, query]) => `${scheme}://${host}${port}${path}${query}`);
  const fields = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 2, maxLength: 3 })));
  const formOf = (values: Record<string, string | string[]>): URLSearchParams =>
    new URLSearchParams(Object.entries(values).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, each])));
  const isOurs = (url: string, form: URLSearchParams, header: string): boolean =>
    isSigned({ url, headers: { 'x-twilio-signature': header } }, new URLSearchParams(form.toString()), TOKEN);

  it('of Twilio’s library is taken, with every address and form', () => {
    fc.assert(
      fc.property(address, fields, (url, values) => {
        expect(isOurs(url, formOf(values), getExpectedTwilioSignature(TOKEN, url, values))).toBe(true);
      }),
    );
  });

  it('is taken exactly where Twilio’s library takes it: changed in one place, it isn’t', () => {
    const change = fc.constantFrom('nothing', 'token', 'url', 'value', 'more', 'signature', 'none', 'port');
    fc.assert(
      fc.property(address, fields, change, fc.string({ minLength: 1 }), (url, values, what, more) => {
        const header = getExpectedTwilioSignature(what === 'token' ? TOKEN + more : TOKEN, url, values);
        const given = what === 'signature' ? `A${header.slice(1)}` : what === 'none' ? '' : header;
        const called =
          what === 'url'
            ? url.replace(/^https?/, (scheme) => (scheme === 'http' ? 'https' : 'http'))
            : what === 'port'
              ? url.replace(/:\d+/, '')
              : url;
        const sent = { ...values, ...(what === 'more' && { [`x${more}`]: more }), ...(what === 'value' && { From: more }) };
        expect(isOurs(called, formOf(sent), given)).toBe(validateRequest(TOKEN, given, called, sent));
      }),
    );
  });

  it('that the test’s own Twilio makes is one to the library too', () => {
    const [url, values] = ['https://sms.example.com/carriers/twilio/receipts?ref=1.1', { B: '2', A: 'ä & +', a: '' }];
    expect(validateRequest(TOKEN, signature(url, values), url, values)).toBe(true);
  });

  it('is none in anything but its own form', () => {
    const url = 'https://sms.example.com/carriers/twilio/receipts';
    for (const headers of [{}, { 'x-twilio-signature': [signature(url, {})] }, { 'x-twilio-signature': `${signature(url, {})}AAAA` }])
      expect(isSigned({ url, headers }, new URLSearchParams(), TOKEN)).toBe(false);
    expect(isSigned({ url: 'no address', headers: { 'x-twilio-signature': 'AAAA' } }, new URLSearchParams(), TOKEN)).toBe(false);
  });
});

/** The same with all of it in the address. */
function byGet(path: string, fields: Record<string, string>): CallbackRequest {
  const more = new URLSearchParams(fields).toString();
  const request = callback(`${path}${path.includes('?') ? '&' : '?'}${more}`, {});
  return { ...request, method: 'GET', body: Buffer.alloc(0) };
}

/** What a call brings, and what is answered. */
async function called(
  key: 'receipts' | 'inbound',
  request: CallbackRequest,
  handler = (): Promise<void> => Promise.resolve(),
): Promise<{ answer: CallbackAnswer; receipts: Receipt[]; inbound: Inbound[] }> {
  const provider = Twilio.from(settings(), CONTEXT);
  const [receipts, inbound]: [Receipt[], Inbound[]] = [[], []];
  provider.onReceipt((receipt) => {
    receipts.push(receipt);
    return handler();
  });
  provider.onInbound((message) => {
    inbound.push(message);
    return handler();
  });
  const answer = await provider.callbacks[key](request);
  await provider.close();
  return { answer, receipts, inbound };
}

describe('a status callback', () => {
  const MessageSid = newSid('SM');
  const CallSid = newSid('CA');
  const told = async (fields: Record<string, string>): Promise<Receipt | undefined> =>
    (await called('receipts', callback('receipts?ref=1048577.2', fields))).receipts[0];

  it.each([
    [{ MessageSid, MessageStatus: 'delivered' }, { status: 'delivered' }],
    [{ MessageSid, MessageStatus: 'read' }, { status: 'delivered' }],
    [
      { MessageSid, MessageStatus: 'undelivered', ErrorCode: '30006' },
      { status: 'undelivered', reason: 'a landline, or a network that can’t be reached (30006)' },
    ],
    [
      { MessageSid, MessageStatus: 'failed', ErrorCode: '30001' },
      { status: 'undelivered', reason: 'the sender’s queue is full (30001)' },
    ],
    [
      { MessageSid, MessageStatus: 'failed', ErrorCode: '39999' },
      { status: 'undelivered', reason: 'error 39999' },
    ],
    [
      { MessageSid, MessageStatus: 'partially_delivered' },
      { status: 'undelivered', reason: 'only a part of it was delivered' },
    ],
    [
      { MessageSid, MessageStatus: 'failed' },
      { status: 'undelivered', reason: 'the provider could not send it' },
    ],
    [
      { MessageSid, MessageStatus: 'canceled' },
      { status: 'undelivered', recalled: true, reason: 'cancelled at the provider' },
    ],
    [{ CallSid, CallStatus: 'completed' }, { status: 'delivered' }],
    [
      { CallSid, CallStatus: 'busy' },
      { status: 'undelivered', reason: 'the line was busy' },
    ],
    [
      { CallSid, CallStatus: 'no-answer' },
      { status: 'undelivered', reason: 'nobody answered' },
    ],
    [
      { CallSid, CallStatus: 'failed' },
      { status: 'undelivered', reason: 'the provider could not send it' },
    ],
    [
      { CallSid, CallStatus: 'canceled' },
      { status: 'undelivered', recalled: true, reason: 'cancelled at the provider' },
    ],
  ])('says what became of it: %p', async (fields, expected) => {
    const providerMessageId = 'CallSid' in fields ? CallSid : MessageSid;
    expect(await told(fields)).toEqual({ entryId: '1048577', attempt: 2, providerMessageId, ...expected });
  });

  it.each(['queued', 'sending', 'sent', 'accepted', 'scheduled', 'ringing', 'in-progress', 'toString', ''])(
    'on the way says nothing: %p',
    async (MessageStatus) => {
      expect(await told({ MessageSid, MessageStatus })).toBeUndefined();
    },
  );

  it('is believed by nobody who has no auth token', async () => {
    const key = { authToken: undefined, apiKeySid: `SK${'0'.repeat(32)}`, apiKeySecret: 'secret' };
    const provider = Twilio.from(settings(key), CONTEXT);
    const unsigned = callback('receipts?ref=1048577.2', { MessageSid, MessageStatus: 'delivered' }, '');
    expect(await provider.callbacks.receipts(unsigned)).toEqual({ status: 403 });
    await provider.close();
  });
});

describe('an inbound message', () => {
  const fields = { MessageSid: newSid('SM'), From: '+919866694753', To: '+15005550006', Body: 'STOP & <go>', NumMedia: '0' };
  const TWIML = { status: 200, contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' };

  it('is passed on, and answered with nothing to say', async () => {
    const { answer, inbound } = await called('inbound', callback('inbound', fields));
    expect(answer).toEqual(TWIML);
    expect(inbound).toEqual([{ providerMessageId: fields.MessageSid, from: '+919866694753', to: '+15005550006', content: 'STOP & <go>' }]);
  });

  it('is refused unsigned, repeated where it was not stored, and none without its fields', async () => {
    expect(await called('inbound', callback('inbound', fields, 'another'))).toEqual({ answer: { status: 403 }, receipts: [], inbound: [] });
    const failing = await called('inbound', callback('inbound', fields), () => Promise.reject(new Error('no database')));
    expect(failing.answer).toEqual({ status: 503 });
  });

  it.each(['POST', 'GET'])('that lacks something is refused, not taken and lost: %s', async (method) => {
    const lacking: Record<string, string>[] = [{ Body: 'STOP' }, { MessageSid: fields.MessageSid, From: fields.From }, {}];
    for (const given of lacking) {
      const request = method === 'POST' ? callback('inbound', given) : byGet('inbound', given);
      expect(await called('inbound', request)).toEqual({ answer: { status: 400 }, receipts: [], inbound: [] });
    }
  });

  it('is read from what a GET carries, where the signature covers it', async () => {
    const message = { providerMessageId: fields.MessageSid, from: '+919866694753', to: '+15005550006', content: 'STOP & <go>' };
    expect(await called('inbound', byGet('inbound', fields))).toEqual({ answer: TWIML, receipts: [], inbound: [message] });
    const signed = byGet('inbound', fields);
    for (const request of [
      { ...signed, url: signed.url.replace('STOP', 'GO') },
      { ...signed, url: `${signed.url}&more=1` },
      { ...signed, headers: {} },
      { ...signed, method: 'PUT' },
      // The fields in the body of a GET are nobody's.
      { ...callback('inbound', fields), method: 'GET' },
    ])
      expect(await called('inbound', request)).toEqual({ answer: { status: 403 }, receipts: [], inbound: [] });
    // Said again by the other method, it has no body and no fields.
    expect((await called('inbound', { ...signed, method: 'POST' })).answer).toEqual({ status: 400 });
    const status = { MessageSid: newSid('SM'), MessageStatus: 'delivered' };
    expect((await called('receipts', byGet('receipts?ref=1048577.2', status))).receipts).toHaveLength(1);
  });

  it('and a receipt are told apart by what they say, whichever address was entered for them', async () => {
    expect((await called('receipts', callback('receipts', fields))).inbound).toHaveLength(1);
    const status = { ...fields, MessageStatus: 'delivered' };
    expect(await called('inbound', callback('inbound?ref=1048577.2', status))).toMatchObject({
      receipts: [{ status: 'delivered' }],
      inbound: [],
    });
    expect(await called('inbound', callback('inbound', { ...status, MessageStatus: 'sent' }))).toMatchObject({ receipts: [], inbound: [] });
  });

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
    ['stop', 'stop'],
    [' Start ', 'start'],
    ['', undefined],
    ['toString', undefined],
  ])('says what Twilio has taken it for: OptOutType=%s', async (OptOutType, wish) => {
    const { inbound } = await called('inbound', callback('inbound', { ...fields, Body: 'Arrêtez', OptOutType }));
    expect(inbound.map((each) => each.wish)).toEqual([wish]);
  });
});
