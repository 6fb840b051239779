// Finds the one credential of a request. Ambiguous credentials (a repeated header, two tokens that differ) are refused. The console's
// cookie counts only if no header holds a credential.
import { ApiError } from '../http/api-error.js';
import { cookiesOf, SESSION_COOKIE } from './cookies.js';
import { isOfAnotherSite, isSafe } from './forgery.js';
import { decodedPath, type EdgeRequest } from '../http/request-target.js';

/** The content of the console's cookie: the token, and the CSRF token that a page must send with changes. */
export interface Session {
  token: string;
  csrfToken: string;
}

export interface BasicCredential {
  name: string;
  password: string;
}

export type Credential =
  { kind: 'token'; token: string; session?: Session } | { kind: 'key'; key: string } | ({ kind: 'basic' } & BasicCredential);

const TOKEN_HEADERS = ['x-voltmx-authorization', 'x-kony-authorization'];
const KEY_HEADERS = ['x-voltmx-app-api-key', 'x-kony-app-api-key'];
const CREDENTIAL_HEADERS = new Set(['authorization', ...TOKEN_HEADERS, ...KEY_HEADERS]);

/** 401 by RFC 6750: a bare challenge if no credential was given, `invalid_token` if it was invalid. */
export function unauthorized(given = true): ApiError {
  return new ApiError(401, 'Unauthorized request', undefined, {
    'WWW-Authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer',
  });
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Undefined for another scheme. A request from another site's page is refused, since a browser adds a remembered password to it.
 * @throws ApiError 401 if it is not a name and a password
 */
function basicOf(request: EdgeRequest): BasicCredential | undefined {
  const { authorization = '' } = request.headers;
  if (!/^Basic(?: |$)/i.test(authorization)) return undefined;
  const [, encoded] = BASIC.exec(authorization) ?? [];
  if (encoded === undefined || isOfAnotherSite(request)) throw unauthorized(false);
  try {
    const [, name, password] = /^([^:]+):(.*)$/s.exec(UTF8.decode(Buffer.from(encoded, 'base64'))) ?? [];
    if (name !== undefined && password !== undefined) return { name, password };
  } catch {
    // The bytes are not UTF-8.
  }
  throw unauthorized(false);
}

/** Node joins or drops repeated headers; only the raw list has all of them. */
function refuseRepeated(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!CREDENTIAL_HEADERS.has(name)) continue;
    if (seen.has(name)) throw unauthorized();
    seen.add(name);
  }
}

/** @throws ApiError 401 for a repeated or invalid cookie */
export function sessionOf(request: EdgeRequest): Session | undefined {
  const [value, ...more] = cookiesOf(request, SESSION_COOKIE);
  if (value === undefined) return undefined;
  const [, csrfToken, token] = /^([\w-]+)\.(\S+)$/.exec(value) ?? [];
  if (more.length > 0 || csrfToken === undefined || token === undefined) throw unauthorized();
  return { token, csrfToken };
}

/**
 * A browser sends a cookie by itself. So it counts for the API and the console alone, and never for a change that is disguised as another
 * method.
 */
function takesCookie(request: EdgeRequest): boolean {
  const path = decodedPath(request.url ?? '');
  return (
    !request.methodOverride && /^\/(?:api|console)\//.test(path) && !(isSafe(request) && path.startsWith('/api/v1/messages/cancelmessage/'))
  );
}

/**
 * @param takesBasic true if HTTP Basic counts
 * @throws ApiError 401
 */
export function credentialOf(request: EdgeRequest, takesBasic = false): Credential {
  const { headers, rawHeaders } = request;
  refuseRepeated(rawHeaders);
  const values = (names: string[]): string[] => names.flatMap((name) => headers[name] ?? []).filter((value) => value !== '');
  const tokens = new Set(values(TOKEN_HEADERS).map((value) => value.replace(/^Bearer +/i, '').trim()));
  const basic = takesBasic ? basicOf(request) : undefined;
  if (basic !== undefined) {
    if (tokens.size > 0) throw unauthorized();
    return { kind: 'basic', ...basic };
  }
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
