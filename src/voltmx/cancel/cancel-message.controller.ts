// The cancel of the Volt MX push API, for SMS requests (contract section 2). It does the same as DELETE; the answer is plain text.
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersIn } from '../../http/answer-form.js';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiTextErrors } from '../../http/error-answer.js';
import { METHOD_NOT_ALLOWED } from '../../http/method-table.js';
import { Scope } from '../../auth/scope.js';
import { IDEMPOTENCY_KEY, send } from '../../requests/answered.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { NOTHING_CANCELLABLE } from '../../requests/sentences.js';
import { PushCancelService } from './push-cancel.service.js';

export const CANCEL_MESSAGE_PATH = 'api/v1/messages/cancelmessage';

@ApiTags('Compatible API')
@Controller(CANCEL_MESSAGE_PATH)
export class CancelMessageController {
  constructor(private readonly cancels: PushCancelService) {}

  @Post(':sms_request_id')
  @Scope('messages:cancel')
  @AnswersIn('text')
  @ApiOperation({
    operationId: 'cancelMessage',
    summary: 'Cancel an SMS request, with an answer in plain text',
    description: 'The same cancel as DELETE. With CANCEL_BY_GET, GET cancels too. Errors are plain text as well.',
  })
  @ApiParam({ name: 'sms_request_id', description: 'The request ID', type: String, example: '4930492249112405421' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({
    description: 'Cancelled',
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: 'Cancelled 5 message entries of the Message with ID : 4930492249112405421',
      },
    },
  })
  @ApiTextErrors(401, 403, 409, 429, 500, {
    400: [NOTHING_CANCELLABLE, METHOD_NOT_ALLOWED, ...BAD_ID],
  })
  async cancel(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return send(reply, await this.cancels.cancel(caller, id, request));
  }
}
