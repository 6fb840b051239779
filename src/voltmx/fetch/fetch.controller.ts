// The Volt MX API's fetch of all messages by mobile number, and of the full content of a message (contract section 3). In the Volt MX API
// both are public; here both need messages:read.
import { Controller, Get, HttpCode, Inject, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { CONFIG } from '../../platform/config/config.js';
import { writtenId } from '../../requests/reading/request-id.js';
import type { SmsConfig } from '../../messages/settings.js';
import { FairReads } from '../../requests/query/fair-reads.js';
import { type Fetched, FetchService } from './fetch.service.js';
import { ContentAnswer, FETCHED_SCHEMA } from './fetch.answers.js';
import { FetchDto } from './fetch.dto.js';
import { readFetchRequest } from './read-fetch-request.js';
import { NO_AUDIENCE_ID, NO_SUCH_SMS } from '../sentences.js';
import { UNREADABLE } from '../../http/sentences.js';

@ApiTags('Compatible API')
@Controller('api/v1/messages/sms')
@Scope('messages:read')
@UseInterceptors(FairReads)
export class FetchController {
  constructor(
    private readonly messages: FetchService,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {}

  @Post('fetch')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'fetchSmsByMobile',
    summary: 'Fetch all messages by mobile number',
    description: 'The messages of one number with their content, newest first. The counts cover all messages of the number.',
  })
  @ApiBody({
    type: FetchDto,
    examples: {
      number: { summary: 'The messages of one number', value: { startElement: '0', elementsPerPage: '10', mobileNumber: '+919866694753' } },
    },
  })
  @ApiOkResponse({ schema: FETCHED_SCHEMA })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: [NO_AUDIENCE_ID, 'Invalid request format, Error messages :[mobileNumber is not a phone number @ message :1]', UNREADABLE],
  })
  async fetch(@CallerOf() { tenant }: Caller, @Req() request: FastifyRequest): Promise<Fetched> {
    return this.messages.answer(tenant, readFetchRequest(await readJson(request), this.config));
  }

  @Get('content/:sms_id')
  @ApiOperation({
    operationId: 'getSmsContent',
    summary: 'Fetch the full content of a message',
    description: 'The text that the recipient gets, merge tags replaced.',
  })
  @ApiParam({ name: 'sms_id', description: 'The SMS ID, from the answer of Fetch Status', type: String, example: '4713025406550859687' })
  @ApiOkResponse({ type: ContentAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: [NO_SUCH_SMS] })
  content(@CallerOf() { tenant }: Caller, @Req() request: FastifyRequest): Promise<{ content: string }> {
    // The ID is read as written: an ID with percent escapes is not valid.
    return this.messages.content(tenant, writtenId(request));
  }
}
