// Vonage's part of the conversation as data, for the suite: a text and a call.
import type { CallbackRequest } from '../../src/providers/provider.js';
import { eventUrl } from '../../src/providers/vonage/own-proof.js';
import { type Meaning, PROBLEM, SMS_STATUS } from '../../src/providers/vonage/vonage-codes.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import type { Call, HttpRig } from './http-rig.js';
import { json, type Reply } from './vendor-server.js';
import { ACCOUNT, bearer, CALL, callback, form, signed } from './vonage-server.js';

export const PUBLIC = 'https://sms.example';
const AT = `${PUBLIC}/carriers/vonage`;

/** Whatever it is said of. */
const ACCEPTED = { 'message-count': '1', messages: [{ status: '0', 'message-id': '0A0000000000' }], uuid: CALL, status: 'started' };
const UNREADABLE = ['', '{', '[]', 'null', '"accepted"', '{"messages":{}}', '{"uuid":{}}'];

const texts = (...statuses: string[]): Reply =>
  json(200, {
    'message-count': String(statuses.length),
    messages: statuses.map((status, i) =>
      status === '0' ? { status, 'message-id': `0A${i}` } : { status, 'error-text': 'of 15005550100' },
    ),
  });
const problem = (type: string, status: number): Reply =>
  json(status, { type: `https://developer.vonage.com/api-errors#${type}`, title: 'Forbidden', detail: 'of 15005550100' });

const of = (meaning: Meaning): Record<string, Reply> =>
  Object.fromEntries(
    Object.entries(SMS_STATUS)
      .filter(([, each]) => each.meaning === meaning)
      .map(([status, { reason }]) => [`${reason} (${status})`, texts(status)]),
  );
const problems = (meaning: Meaning): Record<string, Reply> =>
  Object.fromEntries(
    Object.entries(PROBLEM)
      .filter(([, each]) => each.meaning === meaning)
      .map(([type]) => [type, problem(type, 403)]),
  );

const unclear = (good: number): Record<string, Reply> => ({
  ...Object.fromEntries(UNREADABLE.map((body) => [`a success of ${JSON.stringify(body)}`, { status: good, body }])),
  ...Object.fromEntries(
    [200, 201, 202, 400, 500]
      .filter((status) => status !== good)
      .map((status) => [`“accepted” with HTTP ${status}`, json(status, ACCEPTED)]),
  ),
  ...Object.fromEntries(
    [400, 401, 404, 409, 500, 503].map((status) => [`HTTP ${status} with nothing documented`, json(status, { error_title: 'whatever' })]),
  ),
  ...Object.fromEntries(Object.keys(PROBLEM).map((type) => [`a server error that says ${type}`, problem(type, 500)])),
});

const withoutPlus = (number: string | undefined): string | undefined => number?.replace('+', '');
const seconds = (ageMs: number): number => Math.floor((Date.now() - ageMs) / 1_000);

const common: Pick<HttpRig, 'provider' | 'secrets' | 'covers' | 'inbound'> = {
  covers: 'all',
  inbound: ({ providerMessageId: messageId, from, to, content: text }, at = 'inbound') => {
    const all = Object.entries({ messageId, msisdn: withoutPlus(from), to: withoutPlus(to), text, type: 'unicode' });
    const fields = Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    return { key: at, request: callback({ url: `${AT}/${at}`, ...form(signed(fields)) }) };
  },
  secrets: [ACCOUNT.apiKey, ACCOUNT.apiSecret, ACCOUNT.signatureSecret],
  provider: ({ url, ca }, maxInFlight) =>
    Vonage.from(
      {
        ...ACCOUNT,
        baseUrl: url,
        voiceUrl: url,
        reportsUrl: url,
        hosts: [new URL(url).host],
        maxInFlight,
        ...(ca !== undefined && { ca }),
      },
      { name: 'VONAGE', callbackUrl: AT },
    ),
};

export const vonageText = (): HttpRig => ({
  ...common,
  accepted: () => texts('0'),
  refused: { ...of('refuse'), ...problems('refuse'), 'one part of two, the other throttled': texts('1', '6') },
  temporary: { ...of('account'), ...problems('account') },
  throttled: { ...of('throttle'), 'one part of two': texts('9', '1') },
  unclear: {
    ...of('in doubt'),
    ...unclear(200),
    'some parts of three accepted': texts('0', '9', '0'),
    'one part in doubt, the other refused': texts('6', '5'),
    'an undocumented status': texts('77'),
    'the name of a method of objects': texts('constructor'),
    'no parts': texts(),
    'fewer parts than it counts': json(200, { 'message-count': '2', messages: [{ status: '0', 'message-id': 'x' }] }),
    'parts that are none': json(200, { messages: ['0'] }),
    'no message ID': json(200, { 'message-count': '1', messages: [{ status: '0' }] }),
  },
  receipt: (reference, status) => {
    const fields = { status: status === 'delivered' ? 'delivered' : 'failed', messageId: '0A0', 'err-code': '3', 'client-ref': reference };
    return { key: 'receipts', request: callback({ url: `${AT}/receipts`, ...form(signed(fields)) }) };
  },
  aged: (reference, ageMs) => {
    const fields = { status: 'delivered', messageId: '0A0', 'client-ref': reference, timestamp: String(seconds(ageMs)) };
    return { key: 'receipts', request: callback({ url: `${AT}/receipts`, ...form(signed(fields)) }) };
  },
});

function event(reference: string, status: 'delivered' | 'undelivered', claims: object = {}): Call {
  const body = JSON.stringify({ uuid: CALL, status: status === 'delivered' ? 'completed' : 'busy', direction: 'outbound' });
  const request: CallbackRequest = callback({
    url: eventUrl(`${AT}/voice`, encodeURIComponent(reference), ACCOUNT.signatureSecret),
    headers: { 'content-type': 'application/json', authorization: bearer(body, claims) },
    body: Buffer.from(body),
  });
  return { key: 'voice', request };
}

export const vonageVoice = (): HttpRig => ({
  ...common,
  channel: 'voice',
  accepted: () => json(201, { uuid: CALL, status: 'started', direction: 'outbound' }),
  refused: problems('refuse'),
  temporary: problems('account'),
  throttled: { 'too many calls a second': json(429, {}), 'too many, without a body': { status: 429, body: '' } },
  unclear: unclear(201),
  receipt: (reference, status) => event(reference, status),
  aged: (reference, ageMs) => event(reference, 'delivered', { iat: seconds(ageMs) }),
});
