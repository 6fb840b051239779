// Decides if a chosen password can be guessed, by zxcvbn: common passwords, words and keyboard patterns (repeated or disguised), and the
// user's own name. Only the command that creates users loads it.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { DESCRIPTION } from '../platform/version.js';
import { isPassword } from './passwords.js';

/** Of 4: more than 10^10 guesses; two words and a year are fewer. */
const LEAST_SCORE = 4;
/** Words that people use when they have to invent a password, and names of this product. */
const USUAL = [
  ...[
    'password',
    'passwort',
    'secret',
    'geheim',
    'welcome',
    'willkommen',
    'changeme',
    'letmein',
    'admin',
    'administrator',
    'user',
    'login',
  ],
  ...['company', 'name', 'firma', 'console', 'engagement', 'engagement server', 'volt mx', DESCRIPTION],
];

const LEAST_BESIDES = 6;

const wordsOf = (text: string): string[] => [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length > 2);

/** The password without accents and other disguise: `pässwörd` counts as `password`. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** True if the password is little more than these words, together or backwards, with a year or some signs. */
function isOwnWords(password: string, own: readonly string[]): boolean {
  const words = own
    .map(plain)
    .flatMap((word) => [word, Array.from(word).reverse().join('')])
    .sort((a, b) => b.length - a.length);
  const given = plain(password);
  const left = words.reduce((rest, word) => rest.replaceAll(word, ' '), given);
  return left !== given && left.replace(/[^\p{L}\p{N}]/gu, '').length < LEAST_BESIDES;
}

/** @returns the fault of the password, as a sentence */
export function passwordFault(password: string, ...about: string[]): string | undefined {
  if (!isPassword(password)) return 'A password has 12 to 256 characters, and no control characters.';
  const own = [...about, ...USUAL].flatMap(wordsOf);
  const { score } = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 256 }).check(password, own);
  if (score >= LEAST_SCORE && !isOwnWords(password, own)) return undefined;
  return 'This password is easy to guess: it is a common one, repeats itself, follows the keyboard or is the user’s own name. Choose another, such as four words that have nothing to do with each other.';
}
