// Protection against cross-site request forgery: a browser adds a cookie to requests of any page, so a cookie alone permits no change.
import { timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/api-error.js';
import type { EdgeRequest } from '../http/request-target.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True if the method changes nothing by definition. */
export const isSafe = ({ method = '' }: EdgeRequest): boolean => SAFE.has(method);

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const hostOf = (address: string): string | undefined => (URL.canParse(address) ? new URL(address).host : undefined);

/**
 * True if a page of another site or host may have caused the request, by the browser's headers: `Sec-Fetch-Site`, and `Origin` if that is
 * absent. A program that is not a browser sends neither.
 */
export function isOfAnotherSite({ headers, hosts = [] }: EdgeRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && !hosts.includes(hostOf(origin) ?? '');
}

/** @throws ApiError 403 if the browser reports a page of another site */
export function refuseCrossSite({ headers }: EdgeRequest): void {
  if (headers['sec-fetch-site'] === 'cross-site') throw new ApiError(403, 'Forbidden. The request comes from another site');
}

/** @throws ApiError 403 unless the request with a session's cookie proves that the session's own page sent it */
export function refuseForged(request: EdgeRequest, { csrfToken }: { csrfToken: string }): void {
  refuseCrossSite(request);
  const given = request.headers['x-csrf-token'];
  if (!isSafe(request) && !(typeof given === 'string' && isSame(given, csrfToken)))
    throw new ApiError(403, 'Forbidden. The CSRF token is missing or wrong');
}
