// Finds the one credential that a request carries. Whatever is ambiguous (a repeated header, two tokens that differ) is refused.
import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.js';

export type Credential = { kind: 'token'; token: string } | { kind: 'key'; key: string };

const TOKEN_HEADERS = ['x-voltmx-authorization', 'x-kony-authorization'];
const KEY_HEADERS = ['x-voltmx-app-api-key', 'x-kony-app-api-key'];
const CREDENTIAL_HEADERS = new Set(['authorization', ...TOKEN_HEADERS, ...KEY_HEADERS]);

/** 401 as RFC 6750 has it: a bare challenge where nothing was given, `invalid_token` where it was no good. */
export function unauthorized(given = true): ApiError {
  return new ApiError(401, 'Unauthorized request', undefined, {
    'WWW-Authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer',
  });
}

/** Node joins or drops repeated headers; only the raw list shows them. */
function refuseRepeated(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!CREDENTIAL_HEADERS.has(name)) continue;
    if (seen.has(name)) throw unauthorized();
    seen.add(name);
  }
}

/** @throws ApiError 401 */
export function credentialOf(request: IncomingMessage): Credential {
  const { headers, rawHeaders } = request;
  refuseRepeated(rawHeaders);
  const values = (names: string[]): string[] => names.flatMap((name) => headers[name] ?? []).filter((value) => value !== '');
  const tokens = new Set(values(TOKEN_HEADERS).map((value) => value.replace(/^Bearer +/i, '').trim()));
  if (headers.authorization !== undefined) {
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization)?.[1];
    if (bearer === undefined) throw unauthorized();
    tokens.add(bearer);
  }
  const [token, ...otherTokens] = tokens;
  if (otherTokens.length > 0) throw unauthorized();
  if (token !== undefined) return { kind: 'token', token };
  const [key, ...otherKeys] = new Set(values(KEY_HEADERS));
  if (otherKeys.length > 0) throw unauthorized();
  if (key !== undefined) return { kind: 'key', key };
  throw unauthorized(false);
}
