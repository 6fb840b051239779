// Finds the one credential that a request carries. Whatever is ambiguous (a repeated header, two tokens that differ) is refused.
// The console's cookie counts only where no header holds a credential.
import { ApiError } from './api-error.js';
import { cookiesOf, SESSION_COOKIE } from './cookies.js';
import { isSafe } from './forgery.js';
import { decodedPath, type EdgeRequest } from './request-target.js';

/** What the console's cookie holds: its token, and what a page has to say to change anything with it. */
export interface Session {
  token: string;
  csrfToken: string;
}

export type Credential = { kind: 'token'; token: string; session?: Session } | { kind: 'key'; key: string };

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

/** @throws ApiError 401 for a repeated cookie, or one that is none of ours */
export function sessionOf(request: EdgeRequest): Session | undefined {
  const [value, ...more] = cookiesOf(request, SESSION_COOKIE);
  if (value === undefined) return undefined;
  const [, csrfToken, token] = /^([\w-]+)\.(\S+)$/.exec(value) ?? [];
  if (more.length > 0 || csrfToken === undefined || token === undefined) throw unauthorized();
  return { token, csrfToken };
}

/** A cookie comes along by itself: it opens the API and the console alone, and nothing that changes something in another guise. */
function takesCookie(request: EdgeRequest): boolean {
  const path = decodedPath(request.url ?? '');
  return (
    !request.methodOverride && /^\/(?:api|console)\//.test(path) && !(isSafe(request) && path.startsWith('/api/v1/messages/cancelmessage/'))
  );
}

/** @throws ApiError 401 */
export function credentialOf(request: EdgeRequest): Credential {
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
  const session = takesCookie(request) ? sessionOf(request) : undefined;
  if (session !== undefined) return { kind: 'token', token: session.token, session };
  throw unauthorized(false);
}
