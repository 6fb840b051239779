// POST /api/v1/messages/sms/{id}/in-doubt: an operator decides about entries in doubt (it is unknown if the provider accepted them).
import { Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { Scope } from '../../auth/scope.js';
import { IDEMPOTENCY_KEY, send } from '../../requests/answered.js';
import { readKeyedJson } from '../../requests/idempotency/keyed-json.js';
import { RequestAnswer } from './query.answers.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { NOTHING_IN_DOUBT } from '../../requests/sentences.js';
import { SMS_REQUESTS } from '../sms-requests.js';
import { InDoubtDto, readDecision } from './in-doubt.dto.js';
import { InDoubtDecisions } from '../../requests/in-doubt/in-doubt-decisions.js';
import { UNREADABLE } from '../../http/sentences.js';

class DecidedAnswer extends RequestAnswer {
  @ApiProperty({ type: 'integer', description: 'Number of entries in doubt that this call resolved', example: 4 })
  changed: number;
}

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class InDoubtController {
  constructor(private readonly inDoubt: InDoubtDecisions) {}

  @Post(':sms_request_id/in-doubt')
  @HttpCode(HttpStatus.OK)
  @Scope('messages:send')
  @ApiOperation({
    operationId: 'decideSmsInDoubt',
    summary: 'Decide about entries in doubt',
    description:
      'An entry is in doubt if it is unknown whether the provider accepted it. This call sends such entries again, or sets their outcome. ' +
      'The answer has the request and the exact number of changed entries. With `resend`, a recipient may get the message twice.',
  })
  @ApiParam({ name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({
    type: InDoubtDto,
    examples: {
      settle: { summary: 'All entries were handed over', value: { action: 'settle' } },
      failed: { summary: 'One entry was not delivered', value: { action: 'settle', as: 'Undelivered', smsIds: ['4713025406550859687'] } },
      resend: { summary: 'Send all again; duplicates are possible', value: { action: 'resend' } },
    },
  })
  @ApiOkResponse({ type: DecidedAnswer })
  @ApiErrors(401, 403, 409, 413, 415, 422, 429, 500, {
    400: [
      NOTHING_IN_DOUBT,
      'Invalid request format, Error messages :[action should be resend or settle @ message :1]',
      UNREADABLE,
      ...BAD_ID,
    ],
  })
  async decide(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { body, keyed } = await readKeyedJson(request);
    return send(reply, await this.inDoubt.decide(SMS_REQUESTS, caller, id, readDecision(body), keyed));
  }
}
