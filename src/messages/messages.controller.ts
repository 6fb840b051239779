// Submit and cancel over HTTP (contract sections 1 and 2).
import { Controller, Delete, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersIn } from '../gateway/answer-form.js';
import { type Caller, CallerOf } from '../gateway/caller.js';
import { ApiErrors } from '../gateway/error-answer.js';
import { unsupported } from '../gateway/json-body.js';
import { METHOD_NOT_ALLOWED } from '../gateway/method-table.js';
import { prefers } from '../gateway/preferences.js';
import { Scope } from '../gateway/scope.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Routing } from '../queue/routing.js';
import { IDEMPOTENCY_KEY, send } from './answered.js';
import { fingerprintOf, idempotencyKey } from './idempotency.js';
import { CancelAnswer } from './messages.answers.js';
import { MessagesService } from './messages.service.js';
import { withOwnLimits } from './own-limits.js';
import { BAD_ID, RequestIdOf } from './request-id.js';
import { CsvReader } from './submit/csv-reader.js';
import { JsonReader } from './submit/json-reader.js';
import { NdjsonReader } from './submit/ndjson-reader.js';
import { type Circumstances, readSubmitQuery } from './submit/read-submit.js';
import { receive } from './submit/receive.js';
import { ApiSubmitForms, SUBMIT_ANSWER, SUBMIT_BODY } from './submit/submit-forms.docs.js';
import { type Form, formOf, type SubmitReader } from './submit/submit-reader.js';
import { XmlReader } from './submit/xml-reader.js';

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    @Inject(CONFIG) private readonly config: Config,
    private readonly routing: Routing,
  ) {}

  @Post()
  @Scope('messages:send')
  @AnswersIn('xml')
  @ApiOperation({
    summary: 'Submit an SMS request',
    description:
      'Text or voice, now or later, to one recipient or a million. 200 means durable. ' +
      'JSON and XML (`application/xml`, `text/xml`; answered in the same) hold one message or several; NDJSON one, with a recipient on each line after it; CSV one, whose fields are query parameters.',
    requestBody: SUBMIT_BODY,
  })
  @ApiQuery({ name: 'checkUserExistence', required: false, enum: ['true', 'false'], description: 'Accepted; both send' })
  @ApiQuery({
    name: 'dryRun',
    required: false,
    enum: ['true', 'false'],
    description:
      '`true`: checks everything and stores nothing; the answer is the representation, without IDs. An Idempotency-Key is not used up',
  })
  @ApiSubmitForms()
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`return=representation`: what was made of it · `handling=strict`: one bad number refuses all',
  })
  @ApiOkResponse(SUBMIT_ANSWER)
  @ApiErrors(401, 403, 409, 413, 415, 429, 500, {
    400: ['No active audience members found', 'Failed to parse the input request'],
    422: ['The Idempotency-Key was used with another request', 'Too many messages are waiting'],
  })
  async submit(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const key = idempotencyKey(request);
    const form = formOf(request);
    const { fields, dryRun } = readSubmitQuery(request.query, form === 'csv');
    if (form === undefined) throw unsupported();
    const config = withOwnLimits(this.config, this.routing, caller.tenant);
    const reader = readerOf(form, fields, { config, tenant: caller.tenant, strict: prefers(request, 'handling', 'strict') });
    const hash = key === undefined ? undefined : fingerprintOf(request.url.split('?').slice(1).join('?'));
    const read = await receive(request, reader, this.config.BODY_LIMIT_BYTES, hash);
    if (dryRun) return send(reply, await this.messages.check(caller, read));
    const answered = await this.messages.submit(caller, {
      read,
      representation: prefers(request, 'return', 'representation'),
      ...(key !== undefined && hash !== undefined && { keyed: { key, fingerprint: hash.digest() } }),
    });
    return send(reply, answered);
  }

  @Delete(':sms_request_id')
  @Scope('messages:cancel')
  @ApiOperation({
    summary: 'Cancel an SMS request',
    description: 'Takes back every entry that waits, text and voice alike, at once, and answers exactly how many entries that was.',
  })
  @ApiParam({
    name: 'sms_request_id',
    description: 'The request ID that the submit answered',
    type: String,
    example: '4713025406550859686',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader({ name: 'Prefer', required: false, description: '`return=representation` adds the closed account' })
  @ApiOkResponse({ type: CancelAnswer })
  @ApiErrors(401, 403, 409, 429, 500, {
    400: ['No cancellable messages found', METHOD_NOT_ALLOWED, ...BAD_ID],
  })
  async cancel(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const key = idempotencyKey(request);
    return send(reply, await this.messages.cancel(caller, id, prefers(request, 'return', 'representation'), key));
  }
}

function readerOf(form: Form, fields: object, circumstances: Circumstances): SubmitReader {
  switch (form) {
    case 'json':
      return new JsonReader(circumstances);
    case 'ndjson':
      return new NdjsonReader(circumstances);
    case 'csv':
      return new CsvReader(fields, circumstances);
    case 'xml':
      return new XmlReader(circumstances);
  }
}
