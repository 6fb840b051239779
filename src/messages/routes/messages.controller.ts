// Submit and cancel over HTTP (contract sections 1 and 2).
import { Controller, Delete, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { Scope } from '../../auth/scope.js';
import { AnswersIn } from '../../http/answer-form.js';
import { ApiErrors } from '../../http/error-answer.js';
import { METHOD_NOT_ALLOWED } from '../../http/method-table.js';
import { prefers } from '../../http/preferences.js';
import { IDEMPOTENCY_KEY, send } from '../../requests/answered.js';
import { CancelAnswer } from '../../requests/cancel/cancel.answers.js';
import { Cancellation } from '../../requests/cancel/cancellation.js';
import { idempotencyKey } from '../../requests/idempotency/idempotency.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { NOTHING_CANCELLABLE } from '../../requests/sentences.js';
import { SMS_REQUESTS } from '../sms-requests.js';
import { ApiCsvFields, ApiSubmit, CSV_BODY, SUBMIT_ANSWER, SUBMIT_BODY } from '../submit/submit-forms.docs.js';
import { csvOf, formOf } from '../submit/submit-reader.js';
import { SubmitAnswer } from '../submit/submit.answers.js';
import { SubmitService } from '../submit/submit.service.js';

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class MessagesController {
  constructor(
    private readonly submits: SubmitService,
    private readonly cancellation: Cancellation,
  ) {}

  @Post()
  @Scope('messages:send')
  @AnswersIn('xml')
  @ApiOperation({
    operationId: 'submitSms',
    summary: 'Submit an SMS request',
    description:
      'Stores a text or voice message to one recipient or up to a million, for now or for a later time. 200 means that the request is durable. ' +
      'JSON and XML (`application/xml`, `text/xml`) contain one or several messages; an XML request gets an XML answer. NDJSON contains one ' +
      'message on the first line, then one recipient on each line. CSV is accepted too, as at `/api/v1/messages/sms/csv`.',
    requestBody: SUBMIT_BODY,
  })
  @ApiSubmit()
  @ApiOkResponse(SUBMIT_ANSWER)
  async submit(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return send(reply, await this.submits.submit(caller, request, formOf(request)));
  }

  @Post('csv')
  @Scope('messages:send')
  @ApiOperation({
    operationId: 'submitSmsCsv',
    summary: 'Submit an SMS request as CSV',
    description:
      'The body is a header row with the column `mobile`, then one row for each recipient. The fields of the message are query parameters.',
    requestBody: CSV_BODY,
  })
  @ApiCsvFields()
  @ApiSubmit()
  @ApiOkResponse({ description: 'Stored', type: SubmitAnswer })
  async submitCsv(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return send(reply, await this.submits.submit(caller, request, csvOf(request)));
  }

  @Delete(':sms_request_id')
  @Scope('messages:cancel')
  @ApiOperation({
    operationId: 'cancelSms',
    summary: 'Cancel an SMS request',
    description: 'Cancels at once every entry that was not handed over yet, text or voice, and answers the exact number of those entries.',
  })
  @ApiParam({
    name: 'sms_request_id',
    description: 'The request ID, from the answer to the submit',
    type: String,
    example: '4713025406550859686',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`return=representation`: the answer includes the counts of all entries of the request',
  })
  @ApiOkResponse({ type: CancelAnswer })
  @ApiErrors(401, 403, 409, 429, 500, {
    400: [NOTHING_CANCELLABLE, METHOD_NOT_ALLOWED, ...BAD_ID],
  })
  async cancel(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const options = { representation: prefers(request, 'return', 'representation'), key: idempotencyKey(request) };
    return send(reply, await this.cancellation.cancel(SMS_REQUESTS, caller, id, options));
  }
}
