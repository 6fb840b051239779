// The Volt MX API's providers and their keys, and what each key is to our providers: a setting of its kind, or something that is kept and
// shown alone. docs/guides/providers/stored.md has the same as a table.
import { isIP } from 'node:net';
import { isAddressRange } from '../../platform/addresses.js';
import { KINDS } from '../kinds.js';
import { isService } from '../twilio/twilio-settings.js';

export type ConfigKind = 'sms' | 'voice';
export const CHANNEL_OF: Readonly<Record<ConfigKind, string>> = { sms: 'text', voice: 'voice' };

export interface Key {
  key: string;
  /** Never shown again. */
  secret?: true;
  required?: true;
  /** One of those that say whose account it is: with another value it is another provider. */
  account?: true;
  /** The provider's settings that follow from a value; none where it has no meaning here. */
  to?: (value: string) => Readonly<Record<string, unknown>>;
  /** What is wrong with a value. */
  fault?: (value: string) => string | undefined;
}

export interface VoltmxProvider {
  kind: ConfigKind;
  provider: string;
  protocol: 'HTTP' | 'SMPP';
  /** As `SMS request sent to … Gateway` says it. */
  shown: string;
  adapter: keyof typeof KINDS;
  /** The vendor's own, as its pages name them. */
  hosts: readonly string[];
  /** Settings of an address of its API. */
  at: (address: string, isOwn: boolean) => Readonly<Record<string, unknown>>;
  keys: readonly Key[];
}

export const HOST_URL = 'Host URL';
export const PORT = 'Port';
/** Keys that say where a provider is: whether it speaks TLS is part of its address. */
export const WHERE: readonly string[] = [HOST_URL, PORT];
export const MOBILE_ORIGINATED = 'Mobile Originated';
export const WHITELIST = 'inboundWhitelistIPs';
export const MAX_LENGTH = 'Maximum Character Limit';

const setting = (name: string): Pick<Key, 'to'> => ({ to: (value) => ({ [name]: value }) });
const number = (name: string): Pick<Key, 'to'> => ({ to: (value) => ({ [name]: Number(value) }) });
const within =
  (least: number, most: number) =>
  (value: string): string | undefined =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `should be a whole number from ${least} to ${most}`;

export const addressesIn = (value: string): string[] => value.split(/[\s,;]+/).filter((each) => each !== '');
const isAddress = (each: string): boolean => isAddressRange(each) && isIP(each.split('/')[0] ?? '') !== 0;
const FLAG = /^(?:true|false|yes|no|0|1)$/i;

const ADDRESS: Key = { key: HOST_URL };
/** Every request has the provider's own content type. */
const CONTENT_TYPE: Key = { key: 'Header Content Type' };
const LIMIT: Key = { key: MAX_LENGTH, fault: within(1, 100_000) };
const ADDRESSES: Key = {
  key: WHITELIST,
  fault: (value) =>
    addressesIn(value).every(isAddress) ? undefined : 'should be addresses or ranges such as 192.0.2.0/24, comma-separated',
};
const repeats = (name: string): Key => ({ key: 'Message Repeat Times', fault: within(1, 5), ...number(name) });
/** Ours: what callbacks are verified by. The Volt MX API knows none. */
const SIGNATURE_SECRET: Key = { key: 'Signature Secret', secret: true, ...setting('signatureSecret') };
const OF_TEXTS: readonly Key[] = [
  { key: 'Signature Method', ...setting('signatureMethod') },
  { key: 'Inbound Key', secret: true, ...setting('inboundKey') },
];

const TWILIO_ACCOUNT: readonly Key[] = [
  { key: 'Account SID', required: true, account: true, ...setting('accountSid') },
  { key: 'Auth Token', required: true, secret: true, ...setting('authToken') },
];
const twilio = {
  protocol: 'HTTP',
  shown: 'TWILIO',
  adapter: 'twilio',
  hosts: ['api.twilio.com'],
  // Clients of the Volt MX API write the whole address of the accounts.
  at: (address) => ({ baseUrl: address.replace(/\/2010-04-01(?:\/.*)?$/, '') }),
} as const satisfies Partial<VoltmxProvider>;
const VONAGE = { adapter: 'vonage', shown: 'NEXMO', hosts: ['rest.nexmo.com', 'api.nexmo.com'] } as const;

export const VOLTMX_PROVIDERS: readonly VoltmxProvider[] = [
  {
    ...twilio,
    kind: 'sms',
    provider: 'TWILIO',
    keys: [
      ...TWILIO_ACCOUNT,
      { key: 'From', required: true, to: (value) => (isService(value) ? { messagingServiceSid: value } : { from: value }) },
      ...[ADDRESS, CONTENT_TYPE, LIMIT],
    ],
  },
  {
    ...VONAGE,
    kind: 'sms',
    provider: 'NEXMO',
    protocol: 'HTTP',
    // The vendor's Reports API is at another host of its own.
    at: (address, isOwn) => (isOwn ? { baseUrl: address } : { baseUrl: address, reportsUrl: address }),
    keys: [
      { key: 'API Key', required: true, account: true, ...setting('apiKey') },
      { key: 'API Secret', required: true, secret: true, ...setting('apiSecret') },
      { key: 'From', required: true, ...setting('from') },
      ...[ADDRESS, CONTENT_TYPE, LIMIT, ADDRESSES, SIGNATURE_SECRET, ...OF_TEXTS],
    ],
  },
  {
    kind: 'sms',
    provider: 'NEXMO',
    protocol: 'SMPP',
    shown: 'NEXMO',
    adapter: 'smpp',
    hosts: [],
    at: () => ({}),
    keys: [
      { key: 'Account SID', required: true, account: true, ...setting('systemId') },
      { key: 'Secret Key', required: true, secret: true, ...setting('password') },
      { key: 'Sender ID', ...setting('sender') },
      { ...ADDRESS, required: true },
      { key: PORT, required: true, fault: within(1, 65_535), ...number('port') },
      ...[LIMIT, ADDRESSES],
    ],
  },
  {
    kind: 'sms',
    provider: 'CLICKATELL',
    protocol: 'HTTP',
    shown: 'CLICKATELL',
    adapter: 'clickatell',
    hosts: ['platform.clickatell.com'],
    at: (address) => ({ baseUrl: address }),
    keys: [
      { key: 'User Name', ...setting('callbackUser') },
      { key: 'Password', secret: true, ...setting('callbackPassword') },
      { key: 'From', ...setting('from') },
      // The One API has one key instead of the three that the Volt MX API's days knew.
      { key: 'API ID', required: true, secret: true, account: true, ...setting('apiKey') },
      { key: MOBILE_ORIGINATED, required: true, fault: (value) => (FLAG.test(value) ? undefined : 'should be true or false') },
      ...[ADDRESS, CONTENT_TYPE, LIMIT, ADDRESSES],
    ],
  },
  {
    ...twilio,
    kind: 'voice',
    provider: 'TWILIO_VOICE',
    keys: [
      ...TWILIO_ACCOUNT,
      { key: 'From', required: true, ...setting('voiceFrom') },
      ADDRESS,
      // What a call says goes along with it.
      { key: 'TwiML URL' },
      { key: 'Voice Type', ...setting('voice') },
      { key: 'Language', ...setting('language') },
      ...[repeats('repeats'), CONTENT_TYPE, LIMIT],
    ],
  },
  {
    ...VONAGE,
    kind: 'voice',
    provider: 'NEXMO_VOICE',
    protocol: 'HTTP',
    at: (address) => ({ voiceUrl: address.replace(/\/v1\/calls$/, '') }),
    keys: [
      { key: 'App Id', required: true, account: true, ...setting('applicationId') },
      { key: 'Private Key', required: true, secret: true, ...setting('privateKey') },
      { key: 'From', required: true, ...setting('voiceFrom') },
      ADDRESS,
      { key: 'Public Key' },
      // The Voice API chooses it by language and style.
      { key: 'Voice Name' },
      { key: 'Language', ...setting('language') },
      ...[repeats('loop'), CONTENT_TYPE, LIMIT, SIGNATURE_SECRET],
    ],
  },
];
