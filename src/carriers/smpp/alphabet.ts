// The alphabets of a short message: GSM 03.38 with its extension table (3GPP TS 23.038, 6.2.1), one septet in each octet as SMPP carries
// it, Latin-1 and UCS-2. Writing is exact or not done; reading takes whatever came.

/** By position; the character at 0x1B is the escape to the extension table. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;
const EXTENSION: Readonly<Record<string, number>> = {
  ...{ '\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65 },
};
const EXTENDED = new Map(Object.entries(EXTENSION).map(([character, septet]) => [septet, character]));
const SEPTETS = new Map<string, readonly number[]>([
  ...Array.from(BASIC).map((character, septet): [string, number[]] => [character, [septet]]),
  ...Object.entries(EXTENSION).map(([character, septet]): [string, number[]] => [character, [ESCAPE, septet]]),
]);
SEPTETS.delete('\x1b');

/** One or two septets; undefined for a character that GSM 03.38 doesn't have. */
export const septetsOf = (character: string): readonly number[] | undefined => SEPTETS.get(character);

/** What the extension table doesn't have is the basic table's character, as a phone shows it. */
export function readGsm(octets: Buffer): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) {
    const septet = (octets[i] ?? 0) & 0x7f;
    if (septet !== ESCAPE) text += BASIC.charAt(septet);
    else if (++i < octets.length)
      text += EXTENDED.get((octets[i] ?? 0) & 0x7f) ?? BASIC.charAt((octets[i] ?? 0) & 0x7f).replace('\x1b', ' ');
  }
  return text;
}

export function writeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

export function readUcs2(octets: Buffer): string {
  return new TextDecoder('utf-16be').decode(octets.subarray(0, octets.length & ~1));
}

/** What data_coding 0, the SMSC's default alphabet, is at a particular SMSC. */
export const DEFAULT_ALPHABETS = ['gsm', 'latin1'] as const;
export type DefaultAlphabet = (typeof DEFAULT_ALPHABETS)[number];

/** data_coding, section 5.2.19. */
export const CODING = { default: 0x00, ascii: 0x01, latin1: 0x03, cyrillic: 0x06, hebrew: 0x07, ucs2: 0x08 } as const;

/** Undefined for what is no text. */
export function readText(octets: Buffer, coding: number, alphabet: DefaultAlphabet): string | undefined {
  switch (coding) {
    case CODING.ascii:
    case CODING.latin1:
      return octets.toString('latin1');
    case CODING.cyrillic:
      return new TextDecoder('iso-8859-5').decode(octets);
    case CODING.hebrew:
      return new TextDecoder('iso-8859-8').decode(octets);
    case CODING.ucs2:
      return readUcs2(octets);
    default:
      // 0xF0 to 0xF3: the default alphabet too, with a message class.
      if (coding !== CODING.default && (coding & 0xfc) !== 0xf0) return undefined;
      return alphabet === 'gsm' ? readGsm(octets) : octets.toString('latin1');
  }
}
