// Cross-site request forgery: a cookie goes along with whatever a page of another site makes the browser ask, so it alone changes nothing.
import { timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/api-error.js';
import type { EdgeRequest } from '../http/request-target.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Its method promises to change nothing. */
export const isSafe = ({ method = '' }: EdgeRequest): boolean => SAFE.has(method);

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const hostOf = (address: string): string | undefined => (URL.canParse(address) ? new URL(address).host : undefined);

/**
 * Whether a page of another site or host may have made the browser ask, by what the browser says of it: `Sec-Fetch-Site`, and where it
 * says nothing of the kind `Origin`. A program that is no browser sends neither.
 */
export function isOfAnotherSite({ headers, hosts = [] }: EdgeRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && !hosts.includes(hostOf(origin) ?? '');
}

/** @throws ApiError 403 where the browser says that a page of another site asks */
export function refuseCrossSite({ headers }: EdgeRequest): void {
  if (headers['sec-fetch-site'] === 'cross-site') throw new ApiError(403, 'Forbidden. The request comes from another site');
}

/** @throws ApiError 403 unless what comes with a session's cookie can be its page's own doing */
export function refuseForged(request: EdgeRequest, { csrfToken }: { csrfToken: string }): void {
  refuseCrossSite(request);
  const given = request.headers['x-csrf-token'];
  if (!isSafe(request) && !(typeof given === 'string' && isSame(given, csrfToken)))
    throw new ApiError(403, 'Forbidden. The CSRF token is missing or wrong');
}
