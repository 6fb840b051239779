// The caller of a request: set on the request by the guard, in the same form for a token and an application key.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isLabel } from '../platform/labels.js';

export interface Caller {
  readonly tenant: string;
  /** The `sub` of a token, or `key:<id>` for an application key. */
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
  /** The end of the token; absent for a key. */
  readonly expiresAt?: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** The caller as a parameter of a handler. */
export const CallerOf = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (caller === undefined) throw new Error('CallerOf on a public route');
  return caller;
});

/** Permitted names of tenants and subjects. */
export const isName = (value: unknown): value is string => isLabel(value);

export const scopesIn = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter((scope) => scope !== ''));
