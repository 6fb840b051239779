// An inbound message in the form of Clickatell's HTTP API (api_id, from, to, text, moMsgId, charset). Its text may be in a character set
// other than UTF-8.
import type { Inbound } from '../provider.js';
import { inboundIn } from './clickatell-callbacks.js';

/** The bytes of a form's text, one character for each byte. */
const bytesOf = (text: string): Buffer => {
  const unescaped = text.replaceAll('+', ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(unescaped, 'latin1');
};

/** The first value of each name. */
function fieldsOf(body: Buffer): ReadonlyMap<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (const pair of body.toString('latin1').split('&')) {
    const [name = '', ...value] = pair.split('=');
    const key = bytesOf(name).toString('utf8');
    if (!fields.has(key)) fields.set(key, bytesOf(value.join('=')));
  }
  return fields;
}

/** UTF-8 if the name of the character set is unknown. */
function decoded(text: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset === '' ? 'utf-8' : charset).decode(text);
  } catch {
    return text.toString('utf8');
  }
}

/** Undefined if a field is missing. */
export function readForm(body: Buffer): Inbound | undefined {
  const fields = fieldsOf(body);
  const of = (...names: string[]): string | undefined =>
    names
      .map((name) => fields.get(name))
      .find((value) => value !== undefined)
      ?.toString('utf8');
  const [messageId, from, to] = [of('moMsgId', 'messageId'), of('from', 'fromNumber'), of('to', 'toNumber')];
  const charset = of('charset') ?? '';
  return inboundIn({ messageId, from, to, content: decoded(fields.get('text') ?? Buffer.alloc(0), charset) });
}
