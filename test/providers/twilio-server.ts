// Twilio's part of the conversation: what its API answers, and its calls to us, signed as its documentation says
// (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
import { createHmac, randomBytes } from 'node:crypto';
import type { CallbackRequest, ProviderContext } from '../../src/providers/provider.js';
import { type CodeClass, CODES } from '../../src/providers/twilio/twilio-codes.js';
import { TwilioSettings } from '../../src/providers/twilio/twilio-settings.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import type { HttpRig } from './http-rig.js';
import { json, type Received, type Reply } from './vendor-server.js';

export const ACCOUNT = `AC${'a1'.repeat(16)}`;
export const TOKEN = 'd'.repeat(32);
export const CONTEXT: ProviderContext = { name: 'TWILIO', callbackUrl: 'https://sms.example.com/carriers/twilio' };

export const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');

export const settings = (more: Partial<TwilioSettings> = {}): TwilioSettings =>
  Object.assign(new TwilioSettings(), { accountSid: ACCOUNT, authToken: TOKEN, from: '+15005550006', ...more });

export const settingsFor = (url: string, more: Partial<TwilioSettings> = {}): TwilioSettings =>
  settings({ baseUrl: url, hosts: [new URL(url).host], ...more });

export const refusal = (code: number, status = 400): Reply =>
  json(status, { code, message: `To number: +15005550100 (${code})`, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

/** A message or a call, as the API shows it. */
export const resource = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{
    account_sid: ACCOUNT,
    api_version: '2010-04-01',
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    status: 'queued',
  },
  ...{ sid: newSid('SM'), date_created: new Date().toUTCString(), date_sent: null, body: null, from: null, to: null },
  ...more,
});

export function accepted({ path, form }: Received): Reply {
  const isCall = path.endsWith('/Calls.json');
  return json(201, resource({ sid: newSid(isCall ? 'CA' : 'SM'), body: form.get('Body'), to: form.get('To'), from: form.get('From') }));
}

export const signature = (url: string, fields: Readonly<Record<string, string>>, token = TOKEN): string => {
  const sorted = Object.keys(fields).sort();
  const text = url + sorted.map((name) => name + (fields[name] ?? '')).join('');
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
};

export function callback(path: string, fields: Readonly<Record<string, string>>, token = TOKEN): CallbackRequest {
  const url = `${CONTEXT.callbackUrl ?? ''}/${path}`;
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature(url, fields, token) },
    body: Buffer.from(new URLSearchParams(fields).toString()),
    ip: '127.0.0.1',
  };
}

const ofClass = (kind: CodeClass, status: number): Record<string, Reply> =>
  Object.fromEntries(
    Object.entries(CODES)
      .filter(([, each]) => each.kind === kind)
      .map(([code, { reason }]) => [`${reason} (${code})`, refusal(Number(code), status)]),
  );

export const twilioRig = (): HttpRig => ({
  secrets: [ACCOUNT, TOKEN],
  provider: ({ url, ca }, maxInFlight) => Twilio.from(settingsFor(url, { maxInFlight, ...(ca !== undefined && { ca }) }), CONTEXT),
  accepted,
  refused: { ...ofClass('refuse', 400), 'a code that isn’t listed, as a bad request': refusal(29999) },
  temporary: {
    ...ofClass('account', 401),
    'wrong credentials, by a code that isn’t listed': refusal(29998, 401),
    'a forbidden account, by a code that isn’t listed': refusal(29998, 403),
  },
  throttled: {
    ...ofClass('throttle', 429),
    ...ofClass('recipient', 429),
    'too many requests, by a code that isn’t listed': refusal(29997, 429),
    'too many requests, without a code': { status: 429, body: '' },
  },
  unclear: {
    ...ofClass('doubt', 500),
    'a server error of a code that isn’t listed': refusal(29996, 500),
    'something else of a code that isn’t listed': refusal(29996, 404),
    'a forbidden page that isn’t the API’s': { status: 403, body: '<html>' },
    'created, without a SID': json(201, { status: 'queued' }),
    'created, with a SID of something else': json(201, resource({ sid: newSid('PN') })),
    'created, as a list': json(201, [resource()]),
    'no content': { status: 204, body: '' },
  },
  covers: 'all',
  inbound: ({ providerMessageId, from, to, content }, at = 'inbound') => {
    const fields = Object.entries({ MessageSid: providerMessageId, From: from, To: to, Body: content, NumMedia: '0' });
    return {
      key: at,
      request: callback(at, Object.fromEntries(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))),
    };
  },
  aged: 'its signature says no time',
  receipt: (reference, status) => ({
    key: 'receipts',
    request: callback(`receipts?ref=${encodeURIComponent(reference)}`, {
      ...{ AccountSid: ACCOUNT, MessageSid: newSid('SM'), MessageStatus: status, From: '+15005550006', To: '+15005550100' },
      ...(status === 'undelivered' && { ErrorCode: '30003' }),
    }),
  }),
});
