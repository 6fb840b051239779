// The settings of the SMS module.
import { type Config, setting } from '../platform/config/config.js';
import { PRICE } from '../platform/price.js';
import type { ValuesOf } from '../platform/config/settings.js';

export const SMS_SETTINGS = {
  TEXT_MAX_LENGTH: setting('int', '1600', 'code points of a text message', { min: 1 }),
  VOICE_MAX_LENGTH: setting('int', '500', 'code points of a voice message', { min: 1 }),
  MAX_SEGMENTS: setting('int', '0', 'segments of a text message (docs/reference/segments.md); 0 = no limit', { min: 0 }),
  SEGMENT_PRICE: setting('string', '', 'what a segment costs, for the costs that are shown, such as `0.0075 USD`; empty = unknown', PRICE),
  CUT_LONG_CONTENT: setting('boolean', 'false', 'cut content that is too long (as the Volt MX API does) instead of refusing it'),
  DEFAULT_COUNTRY: setting(
    'country',
    '',
    'ISO country (`IN`, `US`) whose national numbers are taken, whatever they would be with `+`; empty = national numbers are refused',
  ),
  SENDERS: setting('list', '', 'senders a request may name, as `tenant:sender` or `sender` for all tenants, comma-separated; empty = any'),
  DEFAULT_SENDER: setting('string', '', 'sender of a request that names none; empty = the provider’s own'),
  OPT_OUT_KEYWORDS: setting('list', '', 'further words that opt a recipient out when they are a whole message, comma-separated'),
  OPT_IN_KEYWORDS: setting('list', '', 'further words that opt a recipient in again, comma-separated'),
  OPT_OUT_EVERYWHERE: setting('boolean', 'false', 'an opt-out counts for every sender, not only for the one that was written to'),
  CANCEL_BY_GET: setting('boolean', 'false', 'let `GET /api/v1/messages/cancelmessage/{id}` cancel too (whatever follows a link would)'),
} as const;

export type SmsConfig = Config & ValuesOf<typeof SMS_SETTINGS>;
