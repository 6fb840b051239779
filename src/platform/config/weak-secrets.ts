// Finds secrets that are long enough but can be guessed: one letter repeated, a pattern, a row of the keyboard or of the alphabet, words,
// and examples of documentation.
import { keyBytes } from './key-bytes.js';

const FEWEST_DIFFERENT = 8;
/** In `a1b2c3…` every second character belongs to a row. */
const MOST_APART = 4;
/** The least share of changes between kinds of characters. Random letters and digits change twice as often, in hex and base64. */
const LETTERS_A_CHANGE = 8;
const EXAMPLE =
  /change.?(?:me|this|it)|replace.?(?:me|this|with)|your.?(?:own|jwt|256.?bit|super|very)?.?(?:secret|key)|example|placeholder|secret.?at.?least|super.?secret|my.?secret|insert.?(?:your|secret)|qwerty|password|engagement|production/i;

/** True if more than half of the steps are zero or one, or are all equal. */
function hasSteps(values: readonly number[], apart: number): boolean {
  const steps = values.slice(apart).map((value, i) => value - (values[i] ?? 0));
  const counts = new Map<number, number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  const small = steps.filter((step) => Math.abs(step) <= 1).length;
  return 2 * Math.max(small, ...counts.values()) > values.length;
}

function hasPattern(values: readonly number[]): boolean {
  if (new Set(values).size < FEWEST_DIFFERENT) return true;
  for (let period = 1; 2 * period <= values.length; period++)
    if (values.every((value, i) => i < period || value === values[i - period])) return true;
  return Array.from({ length: MOST_APART }, (_, i) => i + 1).some((apart) => hasSteps(values, apart));
}

const kindOf = (char: string): string => (/\d/.test(char) ? 'digit' : char === char.toLowerCase() ? 'lower' : 'upper');

/** Words, with or without spaces: long runs of small letters, or of capitals. */
function isWords(secret: string): boolean {
  const kinds = Array.from(secret.replace(/[^\p{L}\p{N}]/gu, ''), kindOf);
  const changes = kinds.filter((kind, i) => i > 0 && kind !== kinds[i - 1]).length;
  return LETTERS_A_CHANGE * changes < kinds.length;
}

const isText = (bytes: readonly number[]): boolean => bytes.every((byte) => byte >= 0x20 && byte < 0x7f);

export const isWeakSecret = (secret: string): boolean =>
  EXAMPLE.test(secret) ||
  hasPattern(Array.from(secret.toLowerCase(), (char) => char.codePointAt(0) ?? 0)) ||
  isWords(secret) ||
  (/^[\da-f]+$/i.test(secret) && hasPattern([...Buffer.from(secret, 'hex')]));

/** For a key in hex or base64: its bytes, which are not a text. */
export function isWeakKey(key: string): boolean {
  const bytes = [...(keyBytes(key) ?? [])];
  return hasPattern(bytes) || isText(bytes);
}
