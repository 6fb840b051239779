// Pause, resume and reschedule over HTTP (contract section 3): with a cancel's exactness, and its scope.
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
  @ApiProperty({ type: 'integer', description: 'Entries that it still reached: not begun, or to be tried again', example: 4 })
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
      'Holds back every entry that waits, lets them go on, or moves their start, at once, and answers the request and exactly how many ' +
      'entries that was. Nothing of a paused request begins; it can be cancelled, and it expires. A repeat sets the same again.',
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
