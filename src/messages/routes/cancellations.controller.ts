// POST /api/v1/messages/sms/cancellations: one call cancels many requests. The answer is NDJSON: one line for each request.
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
      'Selects the requests by their IDs, or by a filter over the requests that exist when the call begins (newest first). Each request is ' +
      'cancelled separately, with its exact count. The answer has one line for each request, written as soon as its cancel is complete; the ' +
      'order is not defined. The last line is the sum. An answer without that line was cut off. If the client closes the connection, no ' +
      'further request is cancelled. A filter skips the requests of which every entry has a final status.',
  })
  @ApiBody({
    type: CancellationsDto,
    examples: {
      ids: { summary: 'Two requests by their IDs', value: { ids: ['4713025406550859686', '4713025406551908262'] } },
      filter: { summary: 'The scheduled requests of one user', value: { filter: { state: 'scheduled', user: 'developer' } } },
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
