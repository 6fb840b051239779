// The Volt MX API's Fetch Status (contract section 3).
import { Controller, HttpCode, Inject, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { CONFIG } from '../../platform/config/config.js';
import type { SmsConfig } from '../../messages/settings.js';
import { FairReads } from '../../requests/query/fair-reads.js';
import { VOLTMX_STATUS_SCHEMA } from './status.answers.js';
import { StatusDto } from './status.dto.js';
import { readStatusRequest } from './read-status-request.js';
import { type VoltmxStatus, VoltmxStatusService } from './status.service.js';
import { NOT_A_REQUEST_ID } from '../../requests/sentences.js';
import { INVALID_KEYS_IN_REQUEST, NO_SENT_DATE } from '../sentences.js';

@ApiTags('Compatible API')
@Controller('api/v1/status/sms')
@UseInterceptors(FairReads)
export class StatusController {
  constructor(
    private readonly status: VoltmxStatusService,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @Scope('messages:read')
  @ApiOperation({
    operationId: 'fetchSmsStatus',
    summary: 'Fetch the status of messages',
    description:
      'Selects messages by request, by mobile number or by UTC days. The counts cover the whole selection; `messages` is one page of it.',
  })
  @ApiBody({
    type: StatusDto,
    examples: { request: { summary: 'The messages of one request', value: { requestId: '4713025406550859686' } } },
  })
  @ApiOkResponse({ schema: VOLTMX_STATUS_SCHEMA })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: [NO_SENT_DATE, NOT_A_REQUEST_ID, INVALID_KEYS_IN_REQUEST],
  })
  async fetch(@CallerOf() { tenant }: Caller, @Req() request: FastifyRequest): Promise<VoltmxStatus> {
    return this.status.answer(tenant, readStatusRequest(await readJson(request), this.config));
  }
}
