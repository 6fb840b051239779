// The cookies of the console. Over https they have the prefix `__Host-`, so that no other host can set them, and no other cookies count.
import type { EdgeRequest } from '../http/request-target.js';

export const SESSION_COOKIE = 'engagement-session';

/** The longest lifetime that browsers accept. */
const LONGEST_S = 400 * 24 * 3_600;

const nameOf = (name: string, secure = false): string => (secure ? `__Host-${name}` : name);

/** Every value of the cookie in the request: with several, one may come from an attacker. */
export function cookiesOf({ headers, secure }: EdgeRequest, name: string): string[] {
  const start = `${nameOf(name, secure)}=`;
  return (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
}

export interface NewCookie {
  /** Letters, digits, `-`, `_` and `.` alone. */
  value: string;
  /** The lifetime; 0 removes the cookie. */
  seconds: number;
  /** `Lax` if the cookie must be sent when another site redirects the browser back here. */
  sameSite: 'Strict' | 'Lax';
}

/** A `Set-Cookie` header. */
export function cookie({ secure = false }: EdgeRequest, name: string, { value, seconds, sameSite }: NewCookie): string {
  const maxAge = Math.min(Math.max(Math.floor(seconds), 0), LONGEST_S);
  return `${nameOf(name, secure)}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; ${secure ? 'Secure; ' : ''}SameSite=${sameSite}`;
}
