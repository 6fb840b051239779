// Which methods a path answers to. What no route takes is answered from here: 204 to OPTIONS, 400 with `Allow` to another
// method on a known path (as the family does, not 405), 404 to an unknown path.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { decodedPath } from './request-target.js';

interface Route {
  segments: string[];
  methods: Set<string>;
}

export const METHOD_NOT_ALLOWED = 'Invalid Request. Request method not allowed';

/** A literal segment beats a parameter, from the left, as the router has it. */
function moreSpecific(a: string[], b: string[]): boolean {
  const at = a.findIndex((segment, i) => segment.startsWith(':') !== b[i]?.startsWith(':'));
  return at >= 0 && a[at]?.startsWith(':') === false;
}

export class MethodTable {
  private readonly routes = new Map<string, Route>();

  add(method: string | readonly string[], pattern: string): void {
    if (pattern.includes('*')) return;
    const route = this.routes.get(pattern) ?? { segments: pattern.split('/'), methods: new Set(['OPTIONS']) };
    for (const each of typeof method === 'string' ? [method] : method) route.methods.add(each);
    this.routes.set(pattern, route);
  }

  /** True where the path is a literal route that doesn't take this method, so that `/sms/{id}` can't swallow `DELETE /sms/fetch`. */
  isShadowed(path: string, method: string): boolean {
    const literal = this.routes.get(path);
    return literal !== undefined && !literal.methods.has(method);
  }

  /** @throws ApiError unless it is an OPTIONS request to a known path */
  answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = decodedPath(request.url);
    // Of the server as a whole (RFC 9110, 9.3.7).
    if (request.method === 'OPTIONS' && path === '*') return reply.code(204).send();
    const route = this.find(path);
    if (route === undefined || (route.methods.has(request.method) && request.method !== 'OPTIONS')) throw new ApiError(404, 'Not found');
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
      const matches =
        route.segments.length === segments.length &&
        route.segments.every((segment, i) => segment === segments[i] || (segment.startsWith(':') && segments[i] !== ''));
      if (matches && (best === undefined || moreSpecific(route.segments, best.segments))) best = route;
    }
    return best;
  }
}
