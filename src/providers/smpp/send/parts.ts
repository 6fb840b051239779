// Cuts a content into short messages: 160 septets of GSM 03.38 or 70 units of UCS-2, less in the parts of a long one. No part ends within
// an escape or a surrogate pair.
import { type DefaultAlphabet, septetsOf, writeUcs2 } from '../wire/alphabet.js';
import { CODING } from '../wire/data-coding.js';

/** The size of a short message, in octets on the air. */
const AIR = 140;
const MOST_PARTS = 255;

export interface Encoded {
  coding: number;
  /** The content of each part, without any header. */
  parts: Buffer[];
}

interface Alphabet {
  coding: number;
  /** The room that a character takes; undefined if the alphabet does not have it. */
  size: (character: string) => number | undefined;
  /** The room beside a header of so many octets. */
  room: (header: number) => number;
  write: (text: string) => Buffer;
}

const septetRoom = (header: number): number => Math.floor(((AIR - header) * 8) / 7);
const GSM: Alphabet = {
  coding: CODING.default,
  size: (character) => septetsOf(character)?.length,
  room: septetRoom,
  write: (text) => Buffer.from(Array.from(text).flatMap((character) => septetsOf(character) ?? [])),
};
/** Latin-1 at an SMSC that converts it to GSM 03.38: a character must be in both alphabets and takes the room of the latter. */
const LATIN1: Alphabet = {
  ...GSM,
  size: (character) => (character <= '\xff' ? septetsOf(character)?.length : undefined),
  write: (text) => Buffer.from(text, 'latin1'),
};
const UCS2: Alphabet = {
  coding: CODING.ucs2,
  size: (character) => character.length,
  room: (header) => Math.floor((AIR - header) / 2),
  write: writeUcs2,
};

/**
 * @param header octets for the header of each part of a long message
 * @param whole true for one part of any length
 * @returns undefined if there would be more parts than part numbers
 */
export function encodeContent(content: string, alphabet: DefaultAlphabet, header: number, whole = false): Encoded | undefined {
  const characters = Array.from(content);
  const ordinary = alphabet === 'gsm' ? GSM : LATIN1;
  const { coding, size, room, write } = characters.every((each) => ordinary.size(each) !== undefined) ? ordinary : UCS2;
  const total = characters.reduce((sum, each) => sum + (size(each) ?? 0), 0);
  if (whole || total <= room(0)) return { coding, parts: [write(content)] };
  const parts: Buffer[] = [];
  const most = room(header);
  let part = '';
  let used = 0;
  for (const each of characters) {
    const more = size(each) ?? 0;
    if (used + more > most) {
      parts.push(write(part));
      part = '';
      used = 0;
    }
    part += each;
    used += more;
  }
  parts.push(write(part));
  return parts.length > MOST_PARTS ? undefined : { coding, parts };
}
