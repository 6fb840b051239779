// Deciding over HTTP about entries of which nobody can say whether they left.
import { Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { LARGEST_JSON, parseJson, readBody, requireJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { IDEMPOTENCY_KEY, send } from '../answered.js';
import { idempotencyKey } from '../idempotency.js';
import { RequestAnswer } from '../query/query.answers.js';
import { RequestIdOf } from '../request-id.js';
import { InDoubtDto, readDecision } from './in-doubt.dto.js';
import { InDoubtService } from './in-doubt.service.js';

class DecidedAnswer extends RequestAnswer {
  @ApiProperty({ type: 'integer', description: 'Entries that were in doubt, and are decided now', example: 4 })
  changed: number;
}

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class InDoubtController {
  constructor(private readonly inDoubt: InDoubtService) {}

  @Post(':sms_request_id/in-doubt')
  @HttpCode(HttpStatus.OK)
  @Scope('messages:send')
  @ApiOperation({
    operationId: 'decideSmsInDoubt',
    summary: 'Decide about entries in doubt',
    description:
      'Sends entries again of which nobody can say whether they left, or settles what became of them, and answers the request and exactly ' +
      'how many entries that was. Who is sent to again may get the message twice.',
  })
  @ApiParam({ name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({
    type: InDoubtDto,
    examples: {
      settle: { summary: 'They were handed over', value: { action: 'settle' } },
      failed: { summary: 'One did not arrive', value: { action: 'settle', as: 'Undelivered', smsIds: ['4713025406550859687'] } },
      resend: { summary: 'Once more, perhaps twice', value: { action: 'resend' } },
    },
  })
  @ApiOkResponse({ type: DecidedAnswer })
  @ApiErrors(401, 403, 409, 413, 415, 422, 429, 500, {
    400: [
      'No in-doubt messages found',
      'Invalid request format, Error messages :[action should be resend or settle @ message :1]',
      'Failed to parse the input request',
      'Request ID should not contain alphabets or special characters',
      'Invalid request ID',
    ],
  })
  async decide(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const key = idempotencyKey(request);
    requireJson(request);
    const body = await readBody(request, LARGEST_JSON);
    return send(reply, await this.inDoubt.decide(caller, id, readDecision(parseJson(body)), body, key));
  }
}
