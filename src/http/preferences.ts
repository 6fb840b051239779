// The Prefer header (RFC 7240): preferences of a client. Unknown preferences are ignored.
import type { FastifyRequest } from 'fastify';

/** True if the request has the preference, for example `return=representation` or `handling=strict`. */
export function prefers(request: FastifyRequest, name: string, value: string): boolean {
  const header = request.headers.prefer;
  const given = Array.isArray(header) ? header.join(',') : (header ?? '');
  return given.split(/[,;]/).some((preference) => {
    const [token = '', ...rest] = preference.split('=');
    const word = rest
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1');
    return token.trim().toLowerCase() === name && word.toLowerCase() === value;
  });
}
