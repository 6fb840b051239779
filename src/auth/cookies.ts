// The cookies of the console. Over https they carry the prefix `__Host-`, which browsers let nobody else set, and only such ones count.
import type { EdgeRequest } from '../http/request-target.js';

export const SESSION_COOKIE = 'engagement-session';

/** No browser keeps one longer. */
const LONGEST_S = 400 * 24 * 3_600;

const nameOf = (name: string, secure = false): string => (secure ? `__Host-${name}` : name);

/** Every value that the request gives the cookie: who takes one of several takes perhaps a stranger's. */
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
  /** How long it is kept; 0 takes it away. */
  seconds: number;
  /** `Lax` where it has to come along when another site sends the browser back here. */
  sameSite: 'Strict' | 'Lax';
}

/** A `Set-Cookie` header. */
export function cookie({ secure = false }: EdgeRequest, name: string, { value, seconds, sameSite }: NewCookie): string {
  const maxAge = Math.min(Math.max(Math.floor(seconds), 0), LONGEST_S);
  return `${nameOf(name, secure)}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; ${secure ? 'Secure; ' : ''}SameSite=${sameSite}`;
}
