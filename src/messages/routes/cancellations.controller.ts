// Many requests cancelled by one call, each answered on a line of its own as soon as it is done.
import { Controller, HttpCode, HttpStatus, Inject, Post, Req, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { CONFIG } from '../../platform/config/config.js';
import type { SmsConfig } from '../settings.js';
import { CancellationsDto, readCancellations } from './cancellations.dto.js';
import { CancelMany, NDJSON } from '../../requests/cancel/cancel-many.js';
import { SMS_REQUESTS } from '../sms-requests.js';
import { UNREADABLE } from '../../http/sentences.js';

const EXAMPLE = [
  '{"requestId":"4713025406550859686","status":200,"id":"","message":"Cancelled  4 message entries of the Message with ID : 4713025406550859686","cancelled":4}',
  '{"requestId":"4713025406551908262","status":400,"id":"","message":"No cancellable messages found","cancelled":0}',
  '{"requests":2,"cancelled":4}',
];

@ApiTags('SMS')
@Controller('api/v1/messages/sms/cancellations')
export class CancellationsController {
  constructor(
    private readonly cancelMany: CancelMany,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Scope('messages:cancel')
  @ApiOperation({
    operationId: 'cancelManySms',
    summary: 'Cancel many SMS requests',
    description:
      'By their IDs, or by a filter over the requests that exist when it begins, newest first. Each is cancelled by itself, with the exact ' +
      'count, and answered on a line of its own as soon as it is done, in no order. The last line is the sum; without it the answer was cut ' +
      'off. Whoever hangs up ends it between two requests. A filter leaves out the requests whose entries have all ended for good.',
  })
  @ApiBody({
    type: CancellationsDto,
    examples: {
      ids: { summary: 'Those', value: { ids: ['4713025406550859686', '4713025406551908262'] } },
      filter: { summary: 'All of a caller that are scheduled', value: { filter: { state: 'scheduled', user: 'developer' } } },
    },
  })
  @ApiOkResponse({ content: { [NDJSON]: { schema: { type: 'string', example: `${EXAMPLE.join('\n')}\n` } } } })
  @ApiErrors(401, 403, 413, 415, 429, 500, {
    400: ['Invalid request format, Error messages :[ids[3] is not a request ID @ message :1]', UNREADABLE],
  })
  async cancel(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<StreamableFile> {
    return this.cancelMany.begin(SMS_REQUESTS, caller, readCancellations(await readJson(request), this.config));
  }
}
