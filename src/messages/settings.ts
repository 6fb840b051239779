// The settings of the SMS module.
import { type Config, setting } from '../platform/config/config.js';
import { PRICE } from '../platform/price.js';
import type { ValuesOf } from '../platform/config/settings.js';

export const SMS_SETTINGS = {
  TEXT_MAX_LENGTH: setting('int', '1600', 'code points of a text message', { min: 1 }),
  VOICE_MAX_LENGTH: setting('int', '500', 'code points of a voice message', { min: 1 }),
  MAX_SEGMENTS: setting('int', '0', 'segments of a text message (docs/reference/segments.md); 0 = no limit', { min: 0 }),
  SEGMENT_PRICE: setting('string', '', 'price of a segment, for the costs in answers, such as `0.0075 USD`; empty = unknown', PRICE),
  CUT_LONG_CONTENT: setting('boolean', 'false', 'cut content that is too long (as the Volt MX API does) instead of refusing it'),
  DEFAULT_COUNTRY: setting(
    'country',
    '',
    'ISO country (`IN`, `US`) whose national numbers are accepted, even if they are valid with `+` too; empty = national numbers are refused',
  ),
  SENDERS: setting(
    'list',
    '',
    'senders that a request may name, as `tenant:sender` or `sender` for all tenants, comma-separated; empty = any',
  ),
  DEFAULT_SENDER: setting('string', '', 'sender of requests without a sender; empty = the provider’s default'),
  OPT_OUT_KEYWORDS: setting('list', '', 'further words that opt out the person who sends one as a whole message, comma-separated'),
  OPT_IN_KEYWORDS: setting('list', '', 'further words that opt the person in again, comma-separated'),
  OPT_OUT_EVERYWHERE: setting('boolean', 'false', 'an opt-out applies to every sender, not only to the sender that got the message'),
  CANCEL_BY_GET: setting(
    'boolean',
    'false',
    'let `GET /api/v1/messages/cancelmessage/{id}` cancel too (then any program that follows a link cancels)',
  ),
} as const;

export type SmsConfig = Config & ValuesOf<typeof SMS_SETTINGS>;
