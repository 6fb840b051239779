// The TwiML of a call. The content of a message may be any text: it is spoken, never read as markup.
import type { TwilioSettings } from './twilio-settings.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Also removes characters that XML 1.0 cannot express: control characters, halves of a surrogate pair. */
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

/** An empty answer to an inbound message. */
export const NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';
