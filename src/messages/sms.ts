// The channels of SMS requests: text messages, and calls that read the content aloud. Both go to phone numbers.
import type { AddressPatterns, ChannelDefinition } from '../queue/channels.js';
import { readTemplate, render, type Template } from './merge-tags.js';
import { PrefixMatcher, readPrefix } from './phones/prefixes.js';

export const SMS = 'sms';

export type SmsChannel = 'text' | 'voice';

const PREFIXES: AddressPatterns = {
  field: 'prefix',
  example: '+91',
  read: readPrefix,
  matcher: (lists) => new PrefixMatcher(lists),
};

const channel = (code: number, name: SmsChannel): ChannelDefinition<Template, string> => ({
  code,
  name,
  module: SMS,
  patterns: PREFIXES,
  decode: readTemplate,
  render,
});

export const TEXT = channel(1, 'text');
export const VOICE = channel(2, 'voice');
export const SMS_CHANNELS: readonly ChannelDefinition[] = [TEXT, VOICE];

/** @throws Error for a code of another module's channel */
export function smsChannelOf(code: number): SmsChannel {
  if (code === TEXT.code) return 'text';
  if (code === VOICE.code) return 'voice';
  throw new Error(`No channel of SMS requests has the code ${code}`);
}
