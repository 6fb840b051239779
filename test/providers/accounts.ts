// By kind of provider: its call that says what became of a message, as good as any, to whichever account; and what a tenant stores to have
// one.
import { properties } from '../voltmx/config-rig.js';
import type { Receipt } from '../../src/providers/provider.js';
import { eventUrl } from '../../src/providers/vonage/own-proof.js';
import { API_KEY, BASIC, CALLBACK, statusEvent } from './clickatell-server.js';
import { ACCOUNT as SID, newSid, signature, TOKEN } from './twilio-server.js';
import { ACCOUNT as VONAGE, bearer, CALL, signed } from './vonage-server.js';

export const PUBLIC = 'https://sms.example';
type Status = Receipt['status'];

interface Call {
  path: string;
  headers: Record<string, string>;
  body: string;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const formed = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

/** Its vendor's call to the account at this address, as good as any. */
export const CALLS: Record<string, (at: string, reference: string, status: Status) => Call> = {
  'twilio text': (at, reference, status) => {
    const [path, fields] = [`${at}/receipts?ref=${reference}`, { MessageSid: newSid('SM'), MessageStatus: status }];
    return { path, headers: { ...FORM, 'x-twilio-signature': signature(PUBLIC + path, fields) }, body: formed(fields) };
  },
  'twilio voice': (at, reference, status) => {
    const [path, fields] = [
      `${at}/receipts?ref=${reference}`,
      { CallSid: newSid('CA'), CallStatus: status === 'delivered' ? 'completed' : 'busy' },
    ];
    return { path, headers: { ...FORM, 'x-twilio-signature': signature(PUBLIC + path, fields) }, body: formed(fields) };
  },
  'vonage text': (at, reference, status) => {
    const fields = { status: status === 'delivered' ? 'delivered' : 'failed', messageId: '0A0', 'client-ref': reference };
    return { path: `${at}/receipts`, headers: FORM, body: formed(signed(fields)) };
  },
  'vonage voice': (at, reference, status) => {
    const body = JSON.stringify({ uuid: CALL, status: status === 'delivered' ? 'completed' : 'busy' });
    const headers = { 'content-type': 'application/json', authorization: bearer(body) };
    return { path: eventUrl(`${at}/voice`, reference, VONAGE.signatureSecret), headers, body };
  },
  'clickatell text': (at, reference, status) => {
    const event = { status: status === 'delivered' ? 'DEVICE_ACK' : 'DELIVERY_FAILURE', messageId: newSid(''), clientMessageId: reference };
    return { path: `${at}/status`, headers: { authorization: BASIC }, body: JSON.stringify(statusEvent(event)) };
  },
};

/** What a tenant stores: path and body. */
export const STORES: Record<string, (url: string, port: number) => [path: string, body: object]> = {
  'twilio text': (url) => [
    'smsconfig',
    { provider: 'TWILIO', properties: properties({ 'Account SID': SID, 'Auth Token': TOKEN, From: '+15005550006', 'Host URL': url }) },
  ],
  'twilio voice': (url) => [
    'voiceconfig',
    {
      provider: 'TWILIO_VOICE',
      properties: properties({ 'Account SID': SID, 'Auth Token': TOKEN, From: '+15005550006', 'Host URL': url }),
    },
  ],
  'vonage text': (url) => {
    const own = { 'API Key': VONAGE.apiKey, 'API Secret': VONAGE.apiSecret, From: 'ACME', 'Host URL': url };
    return ['smsconfig', { provider: 'NEXMO', properties: properties({ ...own, 'Signature Secret': VONAGE.signatureSecret }) }];
  },
  'vonage voice': (url) => {
    const own = { 'App Id': VONAGE.applicationId, 'Private Key': VONAGE.privateKey, From: '15005550006', 'Host URL': url };
    return ['voiceconfig', { provider: 'NEXMO_VOICE', properties: properties({ ...own, 'Signature Secret': VONAGE.signatureSecret }) }];
  },
  'clickatell text': (url) => {
    const proof = { 'User Name': CALLBACK.callbackUser, Password: CALLBACK.callbackPassword };
    const own = { 'API ID': API_KEY, From: '15005550006', 'Mobile Originated': '1', 'Host URL': url, ...proof };
    return ['smsconfig', { provider: 'CLICKATELL', properties: properties(own) }];
  },
  smpp: (_, port) => {
    const own = { 'Account SID': 'acme', 'Secret Key': 'secret', 'Host URL': '127.0.0.1', Port: String(port) };
    return ['smsconfig', { provider: 'NEXMO', protocol: 'SMPP', properties: properties(own) }];
  },
};
