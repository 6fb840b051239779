// Sign-in by an OpenID Connect provider (code flow, PKCE, state, nonce). A short-lived cookie, which is used once, binds the sign-in to
// this browser. Every failure leads to the sign-in page with a reason.
import { Controller, Get, Inject, Logger, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthorizationResponseError, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { ApiError, notFound } from '../http/api-error.js';
import { cookie, cookiesOf } from '../auth/cookies.js';
import { ApiErrors } from '../http/error-answer.js';
import { FailedAuthenticationLimiter } from '../auth/failed-authentication-limiter.js';
import { describeFailure } from '../http/failure.js';
import { KeysUnavailable } from '../auth/jwks.js';
import { Public } from '../auth/public.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type Attempt, OidcProvider } from './oidc-provider.js';
import { LONGEST_TOKEN, Sessions } from './sessions.js';

const SIGN_IN_COOKIE = 'engagement-sign-in';
/** The time that a person may take at the provider. */
const ATTEMPT_S = 600;
const CALLBACK = '/console/oidc/callback';

/** The reasons for the sign-in page. */
type Reason = 'unavailable' | 'denied' | 'expired' | 'refused' | 'failed';

/** `fetch` fails with a TypeError; a provider in trouble answers late, or with errors outside the standard. */
const AWAY: readonly unknown[] = ['TypeError', 'OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];

/** Tests the shape of the error and of its causes: an error of another realm (a test runner's) is not an `instanceof` any class here. */
function isAway(error: unknown): boolean {
  const { name, code, cause } = Object(error) as { name?: unknown; code?: unknown; cause?: unknown };
  return AWAY.includes(name) || AWAY.includes(code) || (cause !== undefined && isAway(cause));
}

function reasonOf(error: unknown): Reason {
  if (error instanceof KeysUnavailable) return 'unavailable';
  if (error instanceof ApiError) return 'refused';
  if (error instanceof AuthorizationResponseError) {
    if (error.error === 'access_denied') return 'denied';
    return ['server_error', 'temporarily_unavailable'].includes(error.error) ? 'unavailable' : 'failed';
  }
  return isAway(error) ? 'unavailable' : 'failed';
}

@ApiTags('Console')
@Controller('console/oidc')
@Public()
export class OidcController {
  private readonly logger = new Logger('Console');

  constructor(
    private readonly provider: OidcProvider,
    private readonly sessions: Sessions,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'beginOidcSignIn',
    summary: 'Sign in by the OpenID Connect provider',
    description: 'For a browser: redirects to the provider.',
  })
  @ApiFoundResponse({ description: 'Redirects to the provider, or to `/console/sign-in?error=unavailable`' })
  @ApiErrors(404, 429)
  async leave(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const redirectUri = this.redirectUri(request);
    const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    try {
      const address = await this.provider.signInAddress(redirectUri, attempt);
      const value = `${attempt.state}.${attempt.nonce}.${attempt.verifier}`;
      reply.header('Set-Cookie', cookie(request.raw, SIGN_IN_COOKIE, { value, seconds: ATTEMPT_S, sameSite: 'Lax' }));
      await reply.redirect(address, 302);
    } catch (error) {
      await this.refuse(request, reply, 'unavailable', error);
    }
  }

  @Get('callback')
  @ApiOperation({
    operationId: 'finishOidcSignIn',
    summary: 'Return from the OpenID Connect provider',
    description: 'For a browser: ends the sign-in.',
  })
  @ApiFoundResponse({
    description:
      'Redirects to `/console/` with the session’s cookie, or to `/console/sign-in?error=` `unavailable`, `denied`, `expired`, `refused` or `failed`',
  })
  @ApiErrors(404, 429)
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answered = new URL(this.redirectUri(request));
    answered.search = new URL(request.url, 'http://x').search;
    reply.header('Set-Cookie', cookie(request.raw, SIGN_IN_COOKIE, { value: '', seconds: 0, sameSite: 'Lax' }));
    const attempt = attemptOf(request);
    if (attempt?.state !== answered.searchParams.get('state')) {
      await this.refuse(request, reply, 'expired');
      return;
    }
    // An invented state and cookie make the server call the provider too, so these calls are counted.
    await this.failedAuthentications.countCostly('sign-in', request.ip);
    try {
      const tokens = await this.provider.tokens(answered, attempt);
      await this.sessions.begin(request, reply, ...tokens.filter((token) => Buffer.byteLength(token) <= LONGEST_TOKEN));
      await reply.redirect('/console/', 302);
    } catch (error) {
      await this.refuse(request, reply, reasonOf(error), error);
    }
  }

  /** @throws ApiError 404 if no provider is configured, 400 for an invalid Host */
  private redirectUri({ protocol, host }: FastifyRequest): string {
    if (!this.provider.isConfigured) throw notFound();
    const base = this.config.PUBLIC_URL === '' ? `${protocol}://${host}` : this.config.PUBLIC_URL;
    if (!URL.canParse(base + CALLBACK)) throw new ApiError(400, 'Invalid Request');
    return base + CALLBACK;
  }

  /** @throws ApiError 429 after too many sign-ins */
  private async refuse(request: FastifyRequest, reply: FastifyReply, reason: Reason, error?: unknown): Promise<void> {
    if (error !== undefined && reason !== 'denied')
      this.logger.warn(`No sign-in by the provider, ${reason}: ${describeFailure(error).summary}`);
    await this.failedAuthentications.count(request.ip);
    await reply.redirect(`/console/sign-in?error=${reason}`, 302);
  }
}

function attemptOf(request: FastifyRequest): Attempt | undefined {
  const [value = '', ...more] = cookiesOf(request.raw, SIGN_IN_COOKIE);
  const [state, nonce, verifier] = value.split('.');
  return more.length > 0 || !state || !nonce || !verifier ? undefined : { state, nonce, verifier };
}
