// The console's session: an access token in a cookie that no script can read, beside a token against cross-site requests. Nothing is stored
// here. So every API process knows every session, and a session ends with its token.
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { ApiError } from '../http/api-error.js';
import type { Caller } from '../auth/caller.js';
import { cookie, SESSION_COOKIE } from '../auth/cookies.js';
import { sessionOf, unauthorized } from '../auth/credentials.js';
import { FailedAuthenticationLimiter } from '../auth/failed-authentication-limiter.js';
import { refuseForged } from '../auth/forgery.js';
import { JwtStrategy } from '../auth/jwt.strategy.js';
import type { EdgeRequest } from '../http/request-target.js';

/** Bytes. A cookie holds 4,096, with its name and the CSRF token. */
export const LONGEST_TOKEN = 3_800;

export interface SessionView {
  subject: string;
  tenant: string;
  scopes: string[];
  expiresAt: string;
  csrfToken: string;
}

const GONE = { value: '', seconds: 0, sameSite: 'Strict' } as const;

const isUnauthorized = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

function viewOf({ subject, tenant, scopes, expiresAt }: Caller, csrfToken: string): SessionView {
  if (expiresAt === undefined) throw new Error('A token without an end');
  return { subject, tenant, scopes: [...scopes], expiresAt: expiresAt.toISOString(), csrfToken };
}

@Injectable()
export class Sessions {
  constructor(
    private readonly tokens: JwtStrategy,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  /**
   * @param tokens each of at most LONGEST_TOKEN bytes: the first valid one is used
   * @throws ApiError 401, or 429 after too many of them
   */
  async begin(request: FastifyRequest, reply: FastifyReply, ...tokens: string[]): Promise<SessionView> {
    const { token, caller } = await this.goodOf(request, tokens);
    const csrfToken = randomBytes(24).toString('base64url');
    const view = viewOf(caller, csrfToken);
    const seconds = (Date.parse(view.expiresAt) - Date.now()) / 1_000;
    reply.header('Set-Cookie', cookie(request.raw, SESSION_COOKIE, { value: `${csrfToken}.${token}`, seconds, sameSite: 'Strict' }));
    return view;
  }

  /** Removes a cookie whose session is no longer valid. @throws ApiError 401, or 429 after too many of them · 403 */
  async current(request: FastifyRequest, reply: FastifyReply): Promise<SessionView> {
    try {
      const session = sessionOf(request.raw);
      if (session === undefined) throw unauthorized(false);
      refuseForged(request.raw, session);
      const { caller } = await this.goodOf(request, [session.token]);
      return viewOf(caller, session.csrfToken);
    } catch (error) {
      if (isUnauthorized(error)) reply.header('Set-Cookie', cookie(request.raw, SESSION_COOKIE, GONE));
      throw error;
    }
  }

  /** Also answers without a cookie, or if its token has ended. @throws ApiError 401 for an invalid cookie · 403 */
  end(request: FastifyRequest, reply: FastifyReply): void {
    const session = sessionOf(request.raw);
    if (session !== undefined) refuseForged(request.raw, session);
    reply.header('Set-Cookie', cookie(request.raw, SESSION_COOKIE, GONE));
  }

  /** Requests without a valid session count as failed authentications. */
  private async goodOf(request: FastifyRequest, tokens: readonly string[]): Promise<{ token: string; caller: Caller }> {
    for (const token of tokens)
      try {
        const caller = await this.tokens.callerOf(token);
        (request.raw as EdgeRequest).tenant = caller.tenant;
        return { token, caller };
      } catch (error) {
        if (!isUnauthorized(error)) throw error;
      }
    await this.failedAuthentications.count(request.ip);
    throw unauthorized();
  }
}
