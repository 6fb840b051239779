// PATCH /api/v1/messages/sms/{id}: pause, resume and reschedule (contract section 3). The count is exact, as of a cancel; the scope is the same.
import { Controller, Inject, Patch, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { CONFIG } from '../../platform/config/config.js';
import { RequestAnswer } from './query.answers.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { NOTHING_CANCELLABLE } from '../../requests/sentences.js';
import type { SmsConfig } from '../settings.js';
import { readScheduleChange, SCHEDULE_BODY } from '../../requests/schedule/schedule.dto.js';
import { type RequestView, SMS_REQUESTS } from '../sms-requests.js';
import { type Rescheduled, Rescheduling } from '../../requests/schedule/rescheduling.js';
import { UNREADABLE } from '../../http/sentences.js';

class RescheduledAnswer extends RequestAnswer {
  @ApiProperty({
    type: 'integer',
    description: 'Number of changed entries: entries that were not begun, or that wait for a retry',
    example: 4,
  })
  changed: number;
}

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class ScheduleController {
  constructor(
    private readonly rescheduling: Rescheduling,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {}

  @Patch(':sms_request_id')
  @Scope('messages:cancel')
  @ApiOperation({
    operationId: 'scheduleSms',
    summary: 'Pause, resume or reschedule an SMS request',
    description:
      'Pauses or resumes all waiting entries, or changes their start time, at once. The answer has the request and the exact number of ' +
      'changed entries. No entry of a paused request is handed over. A paused request can be cancelled, and it still expires. A repeated call is safe.',
  })
  @ApiParam({ name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' })
  @ApiBody(SCHEDULE_BODY)
  @ApiOkResponse({ type: RescheduledAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: [
      NOTHING_CANCELLABLE,
      'Invalid request format, Error messages :[startsAt should be before the expiry @ message :1]',
      UNREADABLE,
      ...BAD_ID,
    ],
  })
  async schedule(
    @CallerOf() { tenant }: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
  ): Promise<Rescheduled<RequestView>> {
    return this.rescheduling.schedule(SMS_REQUESTS, tenant, id, readScheduleChange(await readJson(request), this.config));
  }
}
