// The channels of SMS requests: text messages, and voice calls that read the content aloud. The addresses of both are phone numbers.
import { countryOf } from '../platform/phone/phone-number.js';
import type { AddressPatterns, ChannelDefinition } from '../queue/channels.js';
import { readTemplate, render, type Template } from './merge-tags.js';
import type { SmsConfig } from './settings.js';
import { senderKeys } from './opt-outs/addresses.js';
import { PrefixMatcher, readPrefix } from './phones/prefixes.js';

export const SMS = 'sms';

export type SmsChannel = 'text' | 'voice';

export const TEXT = { code: 1, name: 'text' } as const;
export const VOICE = { code: 2, name: 'voice' } as const;
const CODES = [TEXT, VOICE] as const;

const PREFIXES: AddressPatterns = {
  field: 'prefix',
  example: '+91',
  read: readPrefix,
  matcher: (lists) => new PrefixMatcher(lists),
};

const channel = ({ code, name }: (typeof CODES)[number], keysOf: ChannelDefinition['senderKeys']): ChannelDefinition<Template, string> => ({
  senderKeys: keysOf,
  code,
  name,
  module: SMS,
  patterns: PREFIXES,
  decode: readTemplate,
  render,
});

/** The ID of a Twilio messaging service. Only the provider knows from which of its numbers a message is sent. */
const isPool = (sender: string): boolean => /^MG[\da-f]{32}$/i.test(sender);

export function smsChannels({ DEFAULT_COUNTRY }: SmsConfig): ChannelDefinition[] {
  const country = countryOf(DEFAULT_COUNTRY);
  const keysOf = (sender: string): ReadonlySet<string> | null => (isPool(sender) ? null : senderKeys(sender, country));
  return CODES.map((code) => channel(code, keysOf));
}

/** @throws Error for a channel of another module */
export function smsChannelNamed(name: string): SmsChannel {
  if (name === TEXT.name || name === VOICE.name) return name;
  throw new Error(`No channel of SMS requests is called ${name}`);
}
