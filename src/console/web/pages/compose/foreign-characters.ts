// Which characters of a text GSM 03.38 doesn't have: one of them makes the whole text UCS-2, of 70 characters a segment instead of 160.
// For those that only look other than plain ones, as word processors put them, the plain ones.
import { segmentsOf } from '../../../../messages/segments.js';

const ALIKE: readonly (readonly [plain: string, written: string])[] = [
  ["'", '‘’‚‛′´`‹›ʼ'],
  ['"', '“”„‟″«»'],
  ['-', '‐‑‒–—―−'],
  ['...', '…'],
  ['*', '•'],
  ['.', '·'],
  ['x', '×'],
  // Spaces of other widths
  [' ', '\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'],
  // Not seen at all
  ['', '\u00ad\u200b\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff'],
];
const PLAIN = new Map(ALIKE.flatMap(([plain, written]) => Array.from(written, (character) => [character, plain] as const)));

/** A letter with the marks that are written above and below it is one. */
const CHARACTERS = /\P{M}\p{M}*|\p{M}+/gu;
const isForeign = (character: string): boolean => segmentsOf(character).encoding === 'UCS-2';

function plainOf(character: string): string | null {
  // Such as an ü of two characters, as some systems name their files.
  const composed = character.normalize('NFC');
  return isForeign(composed) ? (PLAIN.get(character) ?? null) : composed;
}

export interface ForeignCharacter {
  character: string;
  /** What could stand there instead, empty where nothing need; null = nothing could */
  plain: string | null;
}

/** Each once, in the order of the text. */
export function foreignCharacters(content: string): ForeignCharacter[] {
  return [...new Set(content.match(CHARACTERS))].filter(isForeign).map((character) => ({ character, plain: plainOf(character) }));
}

/** Replaces each character by its plain form, if there is one. */
export const plainly = (content: string): string =>
  content.replace(CHARACTERS, (character) => (isForeign(character) ? (plainOf(character) ?? character) : character));
