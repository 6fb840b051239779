// Secrets that have the length and not the chance: one letter over and over, a short pattern, a row of the keyboard or of the alphabet, and
// what documentation shows as an example.
import { keyBytes } from './key-bytes.js';

const FEWEST_DIFFERENT = 8;
/** What begins again before here was made by repeating something. */
const SHORTEST_PERIOD = 16;
const EXAMPLE =
  /change.?(?:me|this|it)|replace.?(?:me|this|with)|your.?(?:own|jwt|256.?bit|super|very)?.?(?:secret|key)|example|placeholder|secret.?at.?least|super.?secret|my.?secret|insert.?(?:your|secret)|qwerty|password/i;

function hasPattern(values: readonly number[]): boolean {
  if (new Set(values).size < FEWEST_DIFFERENT) return true;
  for (let period = 1; period < SHORTEST_PERIOD && period < values.length; period++)
    if (values.every((value, i) => i < period || value === values[i - period])) return true;
  const steps = values.filter((value, i) => i > 0 && Math.abs(value - (values[i - 1] ?? 0)) <= 1).length;
  return 2 * steps > values.length;
}

export const isWeakSecret = (secret: string): boolean =>
  EXAMPLE.test(secret) || hasPattern(Array.from(secret.toLowerCase(), (char) => char.codePointAt(0) ?? 0));

/** Of a key in hex or base64: its bytes. */
export const isWeakKey = (key: string): boolean => hasPattern([...(keyBytes(key) ?? [])]);
