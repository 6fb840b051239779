// The one guard of every route: a public route lets anyone in, any other needs a caller, by token (or the console's cookie, which holds one) or application
// key, who holds the route's scope. A bearer token, when present, decides alone.
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { AppKeysService } from './app-keys.service.js';
import type { Caller } from './caller.js';
import { credentialOf, unauthorized } from './credentials.js';
import { refuseForged } from './forgery.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PUBLIC } from './public.js';
import type { EdgeRequest } from './request-target.js';
import { SCOPE } from './scope.js';
import { Strangers } from './strangers.js';
import { KeysUnavailable } from './token-keys.js';

@Injectable()
export class GatewayGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    private readonly appKeys: AppKeysService,
    private readonly strangers: Strangers,
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
      if (error instanceof ApiError && error.status === 401) await this.strangers.count(request.ip);
      throw error;
    }
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE, targets);
    if (scope === undefined) throw new Error('A route has neither Scope nor Public');
    const { caller } = request;
    (request.raw as EdgeRequest).tenant = caller?.tenant;
    if (!caller?.scopes.has(scope)) throw new ApiError(403, `Forbidden. The scope ${scope} is missing`);
    return true;
  }

  /** Sets the request's caller. @throws ApiError 401 · 403 where another site may be behind it */
  private async identify(request: FastifyRequest, context: ExecutionContext): Promise<void> {
    const credential = credentialOf(request.raw);
    if (credential.kind === 'token') {
      await super.canActivate(context);
      if (credential.session !== undefined) refuseForged(request.raw, credential.session);
    } else request.caller = await this.appKeys.callerOf(credential.key);
  }

  override handleRequest<T = Caller>(error: unknown, caller: T | false | null, info: unknown): T {
    if (error) throw error as Error;
    if (info instanceof KeysUnavailable) throw info;
    if (!caller) throw unauthorized();
    return caller;
  }
}
