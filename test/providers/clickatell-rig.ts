// Clickatell's part of the conversation as data, for the suite.
import { plainToInstance } from 'class-transformer';
import { CODES, type Meaning } from '../../src/providers/clickatell/clickatell-codes.js';
import { ClickatellSettings } from '../../src/providers/clickatell/clickatell-settings.js';
import { Clickatell } from '../../src/providers/clickatell/clickatell.js';
import { API_KEY, CALLBACK, callback, CONTEXT, statusEvent } from './clickatell-server.js';
import type { HttpRig } from './http-rig.js';
import { json, type Reply } from './vendor-server.js';

const ID = '3a89680503414383af44dcd0e4e5f184';

const taken = (message: object): Reply =>
  json(202, { messages: [{ accepted: true, to: '15005550100', error: null, ...message }], error: null });
/** An error of the message itself. */
const rejected = (code: number): Reply =>
  json(400, { messages: [{ apiMessageId: null, accepted: false, to: '15005550100', error: { code, description: 'of 15005550100' } }] });
/** An error of the whole request. */
const failed = (code: number, status = 400): Reply => json(status, { messages: [], error: { code, description: 'of 15005550100' } });

const of = (meanings: readonly Meaning[], whole = true): Record<string, Reply> =>
  Object.fromEntries(
    Object.entries(CODES)
      .filter(([, { meaning }]) => meanings.includes(meaning))
      .flatMap(([code, { reason }]): [string, Reply][] => [
        [`${reason} (${code}), of the message`, rejected(Number(code))],
        ...(whole ? ([[`${reason} (${code})`, failed(Number(code))]] satisfies [string, Reply][]) : []),
      ]),
  );

export const clickatellRig = (): HttpRig => ({
  provider: ({ url, ca }, maxInFlight) => {
    const given = { apiKey: API_KEY, baseUrl: url, hosts: [new URL(url).host], ca, maxInFlight, ...CALLBACK };
    return new Clickatell(plainToInstance(ClickatellSettings, given), CONTEXT);
  },
  secrets: [API_KEY],
  accepted: () => taken({ apiMessageId: ID }),
  refused: { ...of(['refuse']), 'an error that isn’t documented, of the message': rejected(999) },
  temporary: {
    ...of(['retry', 'account']),
    // An error inside Clickatell, that says of the message that it wasn't accepted.
    ...of(['doubt'], false),
    'a wrong key': failed(1, 401),
  },
  throttled: { ...of(['throttle']), 'HTTP 429': { status: 429, headers: { 'content-type': 'text/html' }, body: 'slow down' } },
  unclear: {
    'an internal error': failed(18, 500),
    'an error that isn’t documented': failed(999),
    'a success without a body': { status: 202, body: '' },
    'accepted, without an ID': taken({}),
    'accepted, with an ID that can’t be kept': taken({ apiMessageId: 'a\0b' }),
    'accepted, with HTTP 500': json(500, { messages: [{ apiMessageId: ID, accepted: true }] }),
    'neither accepted nor an error': taken({ accepted: false }),
  },
  covers: 'who calls',
  inbound: ({ providerMessageId: messageId, from, to, content }, at = 'inbound') => {
    const moText = [{ channel: 'sms', messageId, from: from?.replace('+', ''), to: to?.replace('+', ''), content, charset: 'UTF-8' }];
    return { key: at, request: callback({ event: { moText } }) };
  },
  aged: 'its proof says no time',
  receipt: (reference, status) => {
    const event = { status: status === 'delivered' ? 'DEVICE_ACK' : 'DELIVERY_FAILURE', messageId: ID, clientMessageId: reference };
    return { key: 'status', request: callback(statusEvent(event)) };
  },
});
