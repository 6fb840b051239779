// The Volt MX API's inbound form, with which a client's middleware reports a received message, and the record of an inbound message
// (contract section 5). The report needs messages:send, not a scope of its own, since tokens of the Volt MX API have no such scope. The
// worst effect of a false report is that the tenant itself can no longer send to a number.
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
    summary: 'Report an inbound message',
    description:
      'Stores a message that a person sent. A message is stored once for each `senderMessageId` of the caller. A keyword (STOP, START) changes the opt-outs of the caller’s tenant.',
  })
  @ApiBody({
    type: InboundDto,
    examples: {
      sample: {
        summary: 'The sample of the Volt MX API',
        value: { phoneNumber: '+919830087249', smsText: 'Bill January', senderMessageId: 'ABC', smsSentTo: '5OCX12769CVB005432X' },
      },
    },
  })
  @ApiOkResponse({ type: InboundAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: [...EMPTY_FIELDS, UNREADABLE] })
  async report(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<{ id: string; message: string }> {
    return this.inbound.report(caller, readInbound(await readJson(request)));
  }

  @Get('twowaysms/:requestId')
  @Scope('messages:read')
  @ApiOperation({
    operationId: 'getInbound',
    summary: 'Get an inbound message',
    description:
      'The record of a message that the caller’s tenant reported, or that a provider delivered for a number of the tenant (SENDERS).',
  })
  @ApiParam({ name: 'requestId', description: 'The ID from the answer to the report', type: String, example: '7131636866524315584' })
  @ApiOkResponse({ type: InboundStatusAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: [NO_DATA, ...BAD_ID] })
  status(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<Record<string, string>> {
    return this.inbound.status(tenant, id);
  }
}
