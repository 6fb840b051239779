// What a call says. Anything may stand in a message's content: it is text to be spoken, never markup.
import type { TwilioSettings } from './twilio-settings.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Also without what XML 1.0 can't hold at all: control characters, halves of a surrogate pair. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, (c) => ('\t\n\r'.includes(c) ? c : ' '))
    .replace(/[\uFFFE\uFFFF]/g, ' ')
    .replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

export function say(content: string, { language, voice, repeats }: Pick<TwilioSettings, 'language' | 'voice' | 'repeats'>): string {
  const attributes = { language, ...(voice !== undefined && { voice }), ...(repeats > 1 && { loop: repeats.toString() }) };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<Response><Say${written.join('')}>${escaped(content)}</Say></Response>`;
}

/** Nothing to answer to an inbound message. */
export const NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';
