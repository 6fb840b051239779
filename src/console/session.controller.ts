// Sign-in to the console with an access token, and sign-out. The routes are public, since the credential is in their body or cookie.
import { Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiErrors } from '../http/error-answer.js';
import { refuseCrossSite } from '../auth/forgery.js';
import { readJson } from '../http/json-body.js';
import { Public } from '../auth/public.js';
import { readToken } from './read-token.js';
import { SessionAnswer, SignedOutAnswer, SignInDto } from './session.answers.js';
import { Sessions, type SessionView } from './sessions.js';

const FORGED = ['Forbidden. The CSRF token is missing or wrong', 'Forbidden. The request comes from another site'];

@ApiTags('Console')
@Controller('console/session')
@Public()
export class SessionController {
  constructor(private readonly sessions: Sessions) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Sign in',
    description:
      'Puts the token into the cookie `engagement-session` (over https `__Host-engagement-session`), which every route under `/api/` accepts ' +
      'as credentials if no header holds any. Every request but GET and HEAD also needs `X-CSRF-Token`.',
  })
  @ApiBody({ type: SignInDto })
  @ApiOkResponse({ type: SessionAnswer })
  @ApiErrors(401, 413, 415, 429, 500, {
    400: ['Failed to parse the input request', 'Invalid request format, Error messages :[token is required: an access token @ message :1]'],
    403: ['Forbidden. The request comes from another site'],
  })
  async signIn(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionView> {
    refuseCrossSite(request.raw);
    return this.sessions.begin(request, reply, readToken(await readJson(request)));
  }

  @Get()
  @ApiOperation({ operationId: 'getSession', summary: 'The signed-in person', description: 'Read from the cookie alone.' })
  @ApiOkResponse({ type: SessionAnswer })
  @ApiErrors(401, 429, 500, { 403: ['Forbidden. The request comes from another site'] })
  current(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionView> {
    return this.sessions.current(request, reply);
  }

  @Delete()
  @ApiOperation({
    operationId: 'signOut',
    summary: 'Sign out',
    description: 'Removes the cookie. The token itself stays valid until it ends.',
  })
  @ApiHeader({ name: 'X-CSRF-Token', required: false, description: 'The session’s `csrfToken`; required if there is a session' })
  @ApiOkResponse({ type: SignedOutAnswer })
  @ApiErrors(401, 429, 500, { 403: FORGED })
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): object {
    this.sessions.end(request, reply);
    return { id: '', message: 'Signed out' };
  }
}
