// The console's session: an access token in a cookie that no script can read, beside a token against cross-site requests. Nothing of it is
// kept here, so every API process knows every session, and it ends with its token.
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { ApiError } from '../gateway/api-error.js';
import type { Caller } from '../gateway/caller.js';
import { cookie, SESSION_COOKIE } from '../gateway/cookies.js';
import { type Session, sessionOf, unauthorized } from '../gateway/credentials.js';
import { refuseForged } from '../gateway/forgery.js';
import { JwtStrategy } from '../gateway/jwt.strategy.js';
import type { EdgeRequest } from '../gateway/request-target.js';
import { Strangers } from '../gateway/strangers.js';

/** Bytes: a cookie holds 4,096, with its name and the token against cross-site requests. */
export const LONGEST_TOKEN = 3_800;

export interface SessionView {
  subject: string;
  tenant: string;
  scopes: string[];
  expiresAt: string;
  csrfToken: string;
}

const GONE = { value: '', seconds: 0, sameSite: 'Strict' } as const;

@Injectable()
export class Sessions {
  constructor(
    private readonly tokens: JwtStrategy,
    private readonly strangers: Strangers,
  ) {}

  /** @param token of at most LONGEST_TOKEN bytes. @throws ApiError 401, or 429 after too many of them */
  async begin(request: FastifyRequest, reply: FastifyReply, token: string): Promise<SessionView> {
    const session = { token, csrfToken: randomBytes(24).toString('base64url') };
    const answer = await this.known(request, session);
    const seconds = (Date.parse(answer.expiresAt) - Date.now()) / 1_000;
    reply.header(
      'Set-Cookie',
      cookie(request.raw, SESSION_COOKIE, { value: `${session.csrfToken}.${token}`, seconds, sameSite: 'Strict' }),
    );
    return answer;
  }

  /** Takes the cookie away where it opens nothing any more. @throws ApiError 401, or 429 after too many of them · 403 */
  async current(request: FastifyRequest, reply: FastifyReply): Promise<SessionView> {
    try {
      const session = sessionOf(request.raw);
      if (session === undefined) throw unauthorized(false);
      refuseForged(request.raw, session);
      return await this.known(request, session);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) reply.header('Set-Cookie', cookie(request.raw, SESSION_COOKIE, GONE));
      throw error;
    }
  }

  /** Also where there is none, or its token is over. @throws ApiError 401 for a cookie that is none of ours · 403 */
  end(request: FastifyRequest, reply: FastifyReply): void {
    const session = sessionOf(request.raw);
    if (session !== undefined) refuseForged(request.raw, session);
    reply.header('Set-Cookie', cookie(request.raw, SESSION_COOKIE, GONE));
  }

  private async known(request: FastifyRequest, { token, csrfToken }: Session): Promise<SessionView> {
    const { tenant, subject, scopes, expiresAt } = await this.callerOf(request, token);
    (request.raw as EdgeRequest).tenant = tenant;
    if (expiresAt === undefined) throw new Error('A token without an end');
    return { subject, tenant, scopes: [...scopes], expiresAt: expiresAt.toISOString(), csrfToken };
  }

  /** Who is no good is counted as at every other door. */
  private async callerOf(request: FastifyRequest, token: string): Promise<Caller> {
    try {
      return await this.tokens.callerOf(token);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await this.strangers.count(request.ip);
      throw error;
    }
  }
}
