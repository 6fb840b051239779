// The operator's routes for a running dispatch: hold, resume, rate limits. They use the same code as `npm run dispatch`. They affect all
// tenants, so they need a scope of their own.
import { Controller, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../auth/caller.js';
import { ApiErrors } from '../http/error-answer.js';
import { readJson } from '../http/json-body.js';
import { Scope } from '../auth/scope.js';
import { HoldBody, HoldsAnswer, RateLimitAnswer, RateLimitBody } from './operation.answers.js';
import { type HoldsNow, OperationService, type RateLimited } from './operation.service.js';

const MAX_BODY_BYTES = 4_096;
const BAD = ['Invalid Request', 'Failed to parse the input request'];
const WHAT = {
  provider: { summary: 'A provider', value: { provider: 'SIMULATOR' } },
  channel: { summary: 'A channel', value: { channel: 'voice' } },
  tenant: { summary: 'A tenant', value: { tenant: 'acme' } },
  all: { summary: 'All', value: { all: true } },
};

const bodyOf = (request: FastifyRequest): Promise<unknown> => readJson(request, MAX_BODY_BYTES);

@ApiTags('System')
@Controller('api/v1/system')
@Scope('system:manage')
export class OperationController {
  constructor(private readonly operation: OperationService) {}

  @Post('stop')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'holdDispatch',
    summary: 'Hold dispatch',
    description:
      'Holds the dispatch of all messages, or of a channel, a tenant or a provider. After the answer no worker begins a message under the ' +
      'hold; leased messages end. Waiting messages can still be cancelled. A repeat changes nothing.',
  })
  @ApiBody({ type: HoldBody, examples: WHAT })
  @ApiOkResponse({ type: HoldsAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: BAD, 503: ['Lane 3 did not answer. Repeat the command when it is reachable.'] })
  async hold(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<HoldsNow> {
    return this.operation.hold(caller, await bodyOf(request));
  }

  @Post('resume')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'resumeDispatch',
    summary: 'Resume dispatch',
    description: 'Ends the hold with the same field, and no other.',
  })
  @ApiBody({ type: HoldBody, examples: WHAT })
  @ApiOkResponse({ type: HoldsAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: BAD, 503: ['Lane 3 did not answer. Repeat the command when it is reachable.'] })
  async resume(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<HoldsNow> {
    return this.operation.resume(caller, await bodyOf(request));
  }

  @Post('rate-limit')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'setRateLimit',
    summary: 'Set a rate limit',
    description: 'Messages a second of a provider or of a sender, over all workers, from the next message on.',
  })
  @ApiBody({
    type: RateLimitBody,
    examples: {
      provider: { summary: 'A provider', value: { provider: 'SIMULATOR', perSecond: 50 } },
      sender: { summary: 'A sender', value: { sender: 'ACME', perSecond: 1 } },
      none: { summary: 'No limit', value: { provider: 'SIMULATOR', perSecond: 0 } },
      configured: { summary: 'As configured again', value: { provider: 'SIMULATOR', perSecond: null } },
    },
  })
  @ApiOkResponse({ type: RateLimitAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: BAD })
  async rateLimit(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<RateLimited> {
    return this.operation.rateLimit(caller, await bodyOf(request));
  }
}
