// What data_coding says of a text: SMPP's own codes (5.2.19), and the groups of 3GPP TS 23.038 (section 4) that SMSCs hand through as a phone
// sent them: message classes, automatic deletion, message waiting. Reserved groups are the default alphabet, as that section has it.
import { type DefaultAlphabet, readGsm, readUcs2, NO_SHIFTS, type Shifts } from './alphabet.js';

/** What messages of ours go in. */
export const CODING = { default: 0x00, ucs2: 0x08 } as const;

type Reading = 'default' | 'ascii' | 'latin1' | 'octets' | 'ucs2' | 'unreadable' | { encoding: string };

/** 0x00 to 0x0F. */
const OWN: readonly Reading[] = [
  ...(['default', 'ascii', 'octets', 'latin1', 'octets'] as const),
  ...[{ encoding: 'shift_jis' }, { encoding: 'iso-8859-5' }, { encoding: 'iso-8859-8' }],
  ...(['ucs2', { encoding: 'shift_jis' }, { encoding: 'iso-2022-jp' }] as const),
  // Reserved.
  ...(['default', 'default'] as const),
  ...[{ encoding: 'euc-jp' }, { encoding: 'euc-kr' }, 'default' as const],
];
/** Bits 3 and 2 of the general groups; the last is reserved. */
const GENERAL: readonly Reading[] = ['default', 'octets', 'ucs2', 'default'];
const COMPRESSED = 0x20;

export function readingOf(coding: number): Reading {
  if (coding < OWN.length) return OWN[coding] ?? 'default';
  const group = coding >> 4;
  // 00xx, and 01xx: to be deleted once it is read.
  if (group < 8) return (coding & COMPRESSED) === 0 ? (GENERAL[(coding >> 2) & 3] ?? 'default') : 'unreadable';
  // Message waiting, stored, in UCS-2.
  if (group === 0xe) return 'ucs2';
  if (group === 0xf && (coding & 0x04) !== 0) return 'octets';
  return 'default';
}

/** Undefined for what is no text. */
export function readText(octets: Buffer, coding: number, alphabet: DefaultAlphabet, shifts: Shifts = NO_SHIFTS): string | undefined {
  const reading = readingOf(coding);
  if (typeof reading !== 'string') return decoded(octets, reading.encoding);
  switch (reading) {
    case 'default':
      return alphabet === 'gsm' ? readGsm(octets, shifts) : octets.toString('latin1');
    case 'ascii':
      return plainText(octets) ?? octets.toString('latin1');
    case 'latin1':
      return octets.toString('latin1');
    case 'ucs2':
      // An odd length can't be UCS-2.
      return (octets.length % 2 === 0 ? undefined : asciiText(octets)) ?? readUcs2(octets);
    case 'octets':
      return plainText(octets);
    case 'unreadable':
      return undefined;
  }
}

function decoded(octets: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/** What is marked as octets may be text all the same: UTF-8, of which ASCII is a part. */
function plainText(octets: Buffer): string | undefined {
  const text = decoded(octets, 'utf-8');
  return text === undefined || /[^\P{Cc}\t\r\n\0]/u.test(text) ? undefined : text;
}

const asciiText = (octets: Buffer): string | undefined =>
  /^[\t\r\n -~]*$/.test(octets.toString('latin1')) ? octets.toString('latin1') : undefined;

/** In the place of a text that there is none of. */
export const sayOctets = (octets: Buffer, coding: number): string =>
  `[data_coding 0x${coding.toString(16).padStart(2, '0')}, ${octets.length} octets] ${octets.toString('hex')}`;
