// GET /api/v1/messages/cancelmessage/{id}, which cancels as the Volt MX API's does: only where CANCEL_BY_GET is on, since whatever follows
// a link would cancel, and only for credentials that nothing sends by itself.
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
    // A HEAD comes here as well, and asks for nothing to be done.
    if (request.method !== 'GET') throw new ApiError(400, METHOD_NOT_ALLOWED, undefined, { Allow: 'GET, OPTIONS, POST' });
    // A token or a key in a header: a browser adds a cookie, or a password that it remembers, to any link.
    credentialOf(request.raw);
    return send(reply, await this.cancels.cancel(caller, id, request));
  }
}
