// The family's Fetch Status (contract section 3).
import { Controller, HttpCode, Inject, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../gateway/api-error.js';
import { type Caller, CallerOf } from '../../gateway/caller.js';
import { ApiErrors } from '../../gateway/error-answer.js';
import { parseJson, readBody, requireJson } from '../../gateway/json-body.js';
import { Scope } from '../../gateway/scope.js';
import { CONFIG } from '../../platform/config.js';
import type { SmsConfig } from '../settings.js';
import { checked, fieldsOf, isObject } from '../checked.js';
import { invalid } from '../invalid.js';
import { parseRequestId } from '../request-id.js';
import { FairReads } from './fair-reads.js';
import { elementsOf, mobileOf, textOf } from './family-page.js';
import { type FamilyStatus, FamilyStatusService, NOTHING_SELECTED, type Selection } from './family-status.service.js';
import { DAY_MS, readDay } from './moment.js';
import { FAMILY_STATUS_SCHEMA } from './see.answers.js';
import { StatusDto } from './see.dto.js';

const MAX_BODY_BYTES = 65_536;

@ApiTags('Compatible API')
@Controller('api/v1/status/sms')
@UseInterceptors(FairReads)
export class StatusController {
  constructor(
    private readonly status: FamilyStatusService,
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
  @ApiOkResponse({ schema: FAMILY_STATUS_SCHEMA })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: ['Please provide sent date', 'Request ID should not contain alphabets or special characters', 'The Request Contains Invalid keys'],
  })
  async fetch(@CallerOf() { tenant }: Caller, @Req() request: FastifyRequest): Promise<FamilyStatus> {
    requireJson(request);
    const selection = this.read(parseJson(await readBody(request, MAX_BODY_BYTES)));
    return selection === null ? NOTHING_SELECTED : this.status.report(tenant, selection);
  }

  /** Null where only an audience is named. @throws ApiError 400 */
  private read(body: unknown): Selection | null {
    if (!isObject(body)) throw new ApiError(400, 'Failed to parse the input request');
    const known = fieldsOf(StatusDto);
    if (Object.keys(body).some((field) => !known.has(field))) throw new ApiError(400, 'The Request Contains Invalid keys');
    const { requestId, audienceId, mobileNumber, sentDate, endDate, ...elements } = checked(StatusDto, body);
    const from = readDay(sentDate);
    const until = readDay(endDate);
    if (from === undefined && (until !== undefined || [requestId, audienceId, mobileNumber].every((each) => each === undefined)))
      throw new ApiError(400, 'Please provide sent date');
    if (from !== undefined && until !== undefined && until < from) throw invalid('endDate', 'should not be before sentDate');
    if (requestId === undefined && mobileNumber === undefined && from === undefined) return null;
    return {
      requestId: requestId === undefined ? undefined : parseRequestId(textOf(requestId)),
      mobile: mobileNumber === undefined ? undefined : mobileOf(mobileNumber, this.config),
      from,
      before: until && new Date(until.getTime() + DAY_MS),
      ...elementsOf(elements),
    };
  }
}
