// GET /api/v1/messages/cancelmessage/{id} cancels, as in the Volt MX API. It exists only with CANCEL_BY_GET, since every program that
// follows a link would cancel. It accepts only credentials that a browser does not send by itself.
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersIn } from '../../http/answer-form.js';
import { ApiError } from '../../http/api-error.js';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { credentialOf } from '../../auth/credentials.js';
import { METHOD_NOT_ALLOWED } from '../../http/method-table.js';
import { Scope } from '../../auth/scope.js';
import { send } from '../../requests/answered.js';
import { CANCEL_MESSAGE_PATH } from './cancel-message.controller.js';
import { RequestIdOf } from '../../requests/reading/request-id.js';
import { PushCancelService } from './push-cancel.service.js';

@Controller(CANCEL_MESSAGE_PATH)
export class CancelByGetController {
  constructor(private readonly cancels: PushCancelService) {}

  @Get(':sms_request_id')
  @Scope('messages:cancel')
  @AnswersIn('text')
  @ApiExcludeEndpoint()
  async cancel(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    // The route also receives HEAD, which must change nothing.
    if (request.method !== 'GET') throw new ApiError(400, METHOD_NOT_ALLOWED, undefined, { Allow: 'GET, OPTIONS, POST' });
    // Requires a token or a key in a header, since a browser sends cookies and stored passwords with any link.
    credentialOf(request.raw);
    return send(reply, await this.cancels.cancel(caller, id, request));
  }
}
