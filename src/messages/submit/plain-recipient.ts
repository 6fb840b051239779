// A recipient as nearly every one of a large list is written, `{"mobile":"+919866694753"}` with spaces or without, read from its bytes:
// no object, no tokens. Whatever else stands there is left to the parser. Without it V8 makes its young generation 100 MB larger for
// the garbage of a million recipients.
import { readE164 } from '../../platform/phone/e164.js';

const [OPEN, CLOSE, COLON, QUOTE, PLUS, ZERO] = [0x7b, 0x7d, 0x3a, 0x22, 0x2b, 0x30];
const KEY = Buffer.from('"mobile"');

/** The first byte that is no white space of JSON. */
export function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) at++;
  return at;
}

export class PlainRecipient {
  /** The number of the last one read. */
  number = 0;

  /** @returns where the recipient ends that begins there; -1 for anything else than a plain one */
  read(bytes: Buffer, from: number): number {
    if (bytes[from] !== OPEN) return -1;
    let at = afterSpace(bytes, from + 1);
    for (let i = 0; i < KEY.length; i++) if (bytes[at + i] !== KEY[i]) return -1;
    at = afterSpace(bytes, at + KEY.length);
    if (bytes[at] !== COLON) return -1;
    at = afterSpace(bytes, at + 1);
    if (bytes[at] !== QUOTE || bytes[at + 1] !== PLUS) return -1;
    const written = at + 1;
    at = written + 1;
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) at++;
    const end = afterSpace(bytes, at + 1);
    if (bytes[at] !== QUOTE || bytes[end] !== CLOSE) return -1;
    this.number = readE164(bytes.toString('latin1', written, at));
    return this.number === 0 ? -1 : end + 1;
  }
}
