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
import { NOTHING_SELECTED, type VoltmxStatus, VoltmxStatusService } from './status.service.js';

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
    description: 'By request, mobile number or UTC days; counts over the whole selection.',
  })
  @ApiBody({ type: StatusDto, examples: { request: { summary: 'Of a request', value: { requestId: '4713025406550859686' } } } })
  @ApiOkResponse({ schema: VOLTMX_STATUS_SCHEMA })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: ['Please provide sent date', 'Request ID should not contain alphabets or special characters', 'The Request Contains Invalid keys'],
  })
  async fetch(@CallerOf() { tenant }: Caller, @Req() request: FastifyRequest): Promise<VoltmxStatus> {
    const selection = readStatusRequest(await readJson(request), this.config);
    return selection === null ? NOTHING_SELECTED : this.status.report(tenant, selection);
  }
}
