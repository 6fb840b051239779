// The alphabets of a short message: GSM 03.38 with its extension table (3GPP TS 23.038, 6.2.1), one septet in each octet as in SMPP,
// Latin-1 and UCS-2. Writing is exact or fails; reading accepts any octets (data-coding.ts finds the alphabet).
import { LOCKING, SHIFT, type Table } from './national.js';

/** By position; the character at 0x1B is the escape to the extension table. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;
const EXTENSION: Readonly<Record<string, number>> = {
  ...{ '\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65 },
};
const SEPTETS = new Map<string, readonly number[]>([
  ...Array.from(BASIC).map((character, septet): [string, number[]] => [character, [septet]]),
  ...Object.entries(EXTENSION).map(([character, septet]): [string, number[]] => [character, [ESCAPE, septet]]),
]);
SEPTETS.delete('\x1b');

/** One or two septets; undefined if GSM 03.38 does not have the character. */
export const septetsOf = (character: string): readonly number[] | undefined => SEPTETS.get(character);

/** National languages of a message, from its header; 0 = none. */
export interface Shifts {
  single: number;
  locking: number;
}

export const NO_SHIFTS: Shifts = { single: 0, locking: 0 };
const NOTHING: Table = new Map();

/** A septet that a shift table does not have is read by the basic alphabet, as a phone shows it. */
export function readGsm(octets: Buffer, { single, locking }: Shifts = NO_SHIFTS): string {
  const letters = LOCKING.get(locking) ?? NOTHING;
  const shifted = SHIFT.get(single) ?? SHIFT.get(0) ?? NOTHING;
  const letter = (septet: number): string => letters.get(septet) ?? BASIC.charAt(septet);
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const septet = (octets[i] ?? 0) & 0x7f;
    if (septet !== ESCAPE) text += letter(septet);
    else if (++i < octets.length) {
      const next = (octets[i] ?? 0) & 0x7f;
      text += next === ESCAPE ? ' ' : (shifted.get(next) ?? letter(next));
    }
  }
  return text;
}

export function writeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** With the octets swapped if a byte order mark at the beginning requires it. */
export function readUcs2(octets: Buffer): string {
  const whole = octets.subarray(0, octets.length & ~1);
  return new TextDecoder(whole[0] === 0xff && whole[1] === 0xfe ? 'utf-16le' : 'utf-16be').decode(whole);
}

/** The meaning of data_coding 0, the SMSC's default alphabet, at a particular SMSC. */
export const DEFAULT_ALPHABETS = ['gsm', 'latin1'] as const;
export type DefaultAlphabet = (typeof DEFAULT_ALPHABETS)[number];
