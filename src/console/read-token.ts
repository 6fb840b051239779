// Reads the token of a sign-in from the body.
import { unreadable } from '../http/json-body.js';
import { invalid } from '../requests/reading/invalid.js';
import { isObject, validate } from '../requests/reading/validate.js';
import { SignInDto } from './session.answers.js';
import { LONGEST_TOKEN } from './sessions.js';

/** @throws ApiError 400 */
export function readToken(body: unknown): string {
  if (!isObject(body)) throw unreadable();
  const token = validate(SignInDto, body)
    .token.trim()
    .replace(/^Bearer +/i, '');
  if (Buffer.byteLength(token) > LONGEST_TOKEN)
    throw invalid('token', 'is longer than 3,800 bytes, more than a cookie holds: use one with fewer claims');
  return token;
}
