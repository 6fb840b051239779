// The Volt MX API's own inbound form, for middleware that hears what people send and tells this server, and the record of an inbound
// message (contract section 5). Whoever may send for a tenant may tell what was answered to it: all that it can do is keep the tenant
// itself from sending. So there is no scope of its own, which no token of the Volt MX API has.
import { Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { EMPTY_FIELDS, InboundAnswer, InboundDto, InboundStatusAnswer, readInbound } from './inbound.dto.js';
import { NO_DATA } from '../sentences.js';
import { InboundService } from './inbound.service.js';
import { UNREADABLE } from '../../http/sentences.js';

@ApiTags('Inbound')
@Controller('api/v1')
export class InboundController {
  constructor(private readonly inbound: InboundService) {}

  @Post('messages/sms/inbound/default')
  @HttpCode(200)
  @Scope('messages:send')
  @ApiOperation({
    operationId: 'tellInbound',
    summary: 'Tell of a message that someone sent',
    description: 'Kept once for each `senderMessageId` of the caller; a keyword (STOP, START) is obeyed for the caller’s tenant.',
  })
  @ApiBody({
    type: InboundDto,
    examples: {
      sample: {
        summary: 'Of the Volt MX API’s page',
        value: { phoneNumber: '+919830087249', smsText: 'Bill January', senderMessageId: 'ABC', smsSentTo: '5OCX12769CVB005432X' },
      },
    },
  })
  @ApiOkResponse({ type: InboundAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: [...EMPTY_FIELDS, UNREADABLE] })
  async tell(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<{ id: string; message: string }> {
    return this.inbound.tell(caller, readInbound(await readJson(request)));
  }

  @Get('twowaysms/:requestId')
  @Scope('messages:read')
  @ApiOperation({
    operationId: 'getInbound',
    summary: 'See a message that came in',
    description: 'That the caller’s tenant told of, or that a provider brought to a number of its own (SENDERS).',
  })
  @ApiParam({ name: 'requestId', description: 'The ID that was answered when it came in', type: String, example: '7131636866524315584' })
  @ApiOkResponse({ type: InboundStatusAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: [NO_DATA, ...BAD_ID] })
  status(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<Record<string, string>> {
    return this.inbound.status(tenant, id);
  }
}
