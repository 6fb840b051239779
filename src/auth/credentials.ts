// Finds the one credential that a request carries. Whatever is ambiguous (a repeated header, two tokens that differ) is refused.
// The console's cookie counts only where no header holds a credential.
import { ApiError } from '../http/api-error.js';
import { cookiesOf, SESSION_COOKIE } from './cookies.js';
import { isOfAnotherSite, isSafe } from './forgery.js';
import { decodedPath, type EdgeRequest } from '../http/request-target.js';

/** What the console's cookie holds: its token, and what a page has to say to change anything with it. */
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

/** 401 as RFC 6750 has it: a bare challenge where nothing was given, `invalid_token` where it was no good. */
export function unauthorized(given = true): ApiError {
  return new ApiError(401, 'Unauthorized request', undefined, {
    'WWW-Authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer',
  });
}

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Undefined for another scheme. A browser sends a password that it remembers with whatever another site's page asks for: that is refused.
 * @throws ApiError 401 for what is no name and password
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
    // Not UTF-8.
  }
  throw unauthorized(false);
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

/** @param takesBasic whether HTTP Basic counts. @throws ApiError 401 */
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
