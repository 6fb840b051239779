// The meaning of data_coding: SMPP's own codes (5.2.19), and the groups of 3GPP TS 23.038 (section 4) that SMSCs pass on from a phone:
// message classes, automatic deletion, message waiting. Reserved groups are the default alphabet, as that section defines.
import { type DefaultAlphabet, readGsm, readUcs2, NO_SHIFTS, type Shifts } from './alphabet.js';

/** The alphabets of outgoing messages. */
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
/** Bits 3 and 2 of the general groups; the last value is reserved. */
const GENERAL: readonly Reading[] = ['default', 'octets', 'ucs2', 'default'];
const COMPRESSED = 0x20;

export function readingOf(coding: number): Reading {
  if (coding < OWN.length) return OWN[coding] ?? 'default';
  const group = coding >> 4;
  // 00xx, and 01xx: to be deleted after reading.
  if (group < 8) return (coding & COMPRESSED) === 0 ? (GENERAL[(coding >> 2) & 3] ?? 'default') : 'unreadable';
  // Message waiting, stored, in UCS-2.
  if (group === 0xe) return 'ucs2';
  if (group === 0xf && (coding & 0x04) !== 0) return 'octets';
  return 'default';
}

/** Undefined if the content is not text. */
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
      // UCS-2 has an even number of octets.
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

/** Octets that are marked as binary may be text nevertheless: UTF-8, which includes ASCII. */
function plainText(octets: Buffer): string | undefined {
  const text = decoded(octets, 'utf-8');
  return text === undefined || /[^\P{Cc}\t\r\n\0]/u.test(text) ? undefined : text;
}

const asciiText = (octets: Buffer): string | undefined =>
  /^[\t\r\n -~]*$/.test(octets.toString('latin1')) ? octets.toString('latin1') : undefined;

/** Stands for a content that is not text. */
export const describeOctets = (octets: Buffer, coding: number): string =>
  `[data_coding 0x${coding.toString(16).padStart(2, '0')}, ${octets.length} octets] ${octets.toString('hex')}`;
