// The guard of every route. A public route admits anyone. Any other route needs a caller with the route's scope, by token (also in the
// console's cookie), application key, or (BASIC_AUTH) name and password. If a bearer token is present, it alone counts.
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/api-error.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { AppKeysService } from './app-keys.service.js';
import { BasicAuth } from './basic-auth.js';
import type { Caller } from './caller.js';
import { credentialOf, unauthorized } from './credentials.js';
import { FailedAuthenticationLimiter } from './failed-authentication-limiter.js';
import { refuseForged } from './forgery.js';
import { KeysUnavailable } from './jwks.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PUBLIC } from './public.js';
import type { EdgeRequest } from '../http/request-target.js';
import { SCOPE, scopeIsMissing } from './scope.js';

@Injectable()
export class GatewayGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    private readonly appKeys: AppKeysService,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
    private readonly basic: BasicAuth,
    @Inject(CONFIG) private readonly config: Config,
    strategy: JwtStrategy,
  ) {
    super({ defaultStrategy: strategy.registeredAs, property: 'caller' });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      await this.identify(request, context);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.failedAuthentications.count(request.ip);
      throw this.config.BASIC_AUTH ? offeringBasic(error, request) : error;
    }
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE, targets);
    if (scope === undefined) throw new Error('A route has neither Scope nor Public');
    const { caller } = request;
    (request.raw as EdgeRequest).tenant = caller?.tenant;
    if (!caller?.scopes.has(scope)) throw new ApiError(403, scopeIsMissing(scope));
    return true;
  }

  /** Sets the request's caller. @throws ApiError 401 · 403 if another site may have caused the request */
  private async identify(request: FastifyRequest, context: ExecutionContext): Promise<void> {
    const credential = credentialOf(request.raw, this.config.BASIC_AUTH);
    if (credential.kind === 'token') {
      await super.canActivate(context);
      if (credential.session !== undefined) refuseForged(request.raw, credential.session);
    } else if (credential.kind === 'key') request.caller = await this.appKeys.callerOf(credential.key);
    else request.caller = await this.basic.callerOf(credential, request.ip);
  }

  override handleRequest<T = Caller>(error: unknown, caller: T | false | null, info: unknown): T {
    if (error) throw error as Error;
    if (info instanceof KeysUnavailable) throw info;
    if (!caller) throw unauthorized();
    return caller;
  }
}

/** Not for calls of a page: the browser would ask for a password before the page gets the answer. */
function offeringBasic({ status, message, errors, headers }: ApiError, request: FastifyRequest): ApiError {
  const mode = request.headers['sec-fetch-mode'] ?? 'navigate';
  const challenges = [
    headers?.['WWW-Authenticate'] ?? 'Bearer',
    ...(mode === 'navigate' ? ['Basic realm="Engagement Server", charset="UTF-8"'] : []),
  ];
  return new ApiError(status, message, errors, { ...headers, 'WWW-Authenticate': challenges.join(', ') });
}
