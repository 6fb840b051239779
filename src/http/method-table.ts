// The methods of each path. Requests without a route are answered from here: 204 to OPTIONS, 400 with `Allow` to another method on a known
// path (as the Volt MX API does, not 405), 404 to an unknown path.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, notFound } from './api-error.js';
import { decodedPath } from './request-target.js';

interface Route {
  segments: string[];
  methods: Set<string>;
}

/** Every path there is a page of the console. Below `/docs/*` there are files alone: any other path is unknown. */
const PAGES = '/console/*';

export const METHOD_NOT_ALLOWED = 'Invalid Request. Request method not allowed';

const rank = (segment = ''): number => (segment === '*' ? 2 : segment.startsWith(':') ? 1 : 0);

/** A literal segment beats a parameter, and a parameter beats a wildcard, from the left, as in the router. */
function moreSpecific(a: string[], b: string[]): boolean {
  const at = a.findIndex((segment, i) => rank(segment) !== rank(b[i]));
  return at >= 0 && rank(a[at]) < rank(b[at]);
}

const takes = (pattern: string[], path: string[]): boolean =>
  (pattern.at(-1) === '*' ? pattern.length <= path.length : pattern.length === path.length) &&
  pattern.every((segment, i) => segment === '*' || segment === path[i] || (segment.startsWith(':') && path[i] !== ''));

export class MethodTable {
  private readonly routes = new Map<string, Route>();

  add(method: string | readonly string[], pattern: string): void {
    if (pattern.includes('*') && pattern !== PAGES) return;
    const route = this.routes.get(pattern) ?? { segments: pattern.split('/'), methods: new Set(['OPTIONS']) };
    for (const each of typeof method === 'string' ? [method] : method) route.methods.add(each);
    this.routes.set(pattern, route);
  }

  /** True if the path is a literal route that does not take this method, so that `/sms/{id}` cannot match `DELETE /sms/fetch`. */
  isShadowed(path: string, method: string): boolean {
    const literal = this.routes.get(path);
    return literal !== undefined && !literal.methods.has(method);
  }

  /** @throws ApiError unless it is an OPTIONS request to a known path */
  answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = decodedPath(request.url);
    // OPTIONS for the server as a whole (RFC 9110, 9.3.7).
    if (request.method === 'OPTIONS' && path === '*') return reply.code(204).send();
    const route = this.find(path);
    if (route === undefined || (route.methods.has(request.method) && request.method !== 'OPTIONS')) throw notFound();
    const allow = [...route.methods].sort().join(', ');
    if (request.method === 'OPTIONS') return reply.code(204).header('Allow', allow).send();
    throw new ApiError(400, METHOD_NOT_ALLOWED, undefined, { Allow: allow });
  }

  private find(path: string): Route | undefined {
    const literal = this.routes.get(path);
    if (literal !== undefined) return literal;
    const segments = path.split('/');
    let best: Route | undefined;
    for (const route of this.routes.values()) {
      if (takes(route.segments, segments) && (best === undefined || moreSpecific(route.segments, best.segments))) best = route;
    }
    return best;
  }
}
