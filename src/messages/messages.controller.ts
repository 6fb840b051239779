// Submit and cancel over HTTP (contract sections 1 and 2).
import { Controller, Delete, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswersIn } from '../http/answer-form.js';
import { type Caller, CallerOf } from '../auth/caller.js';
import { ApiErrors } from '../http/error-answer.js';
import { unsupported } from '../http/json-body.js';
import { METHOD_NOT_ALLOWED } from '../http/method-table.js';
import { prefers } from '../http/preferences.js';
import { Scope } from '../auth/scope.js';
import { CONFIG } from '../platform/config/config.js';
import type { SmsConfig } from './settings.js';
import type { Leave } from '../platform/fair-gate.js';
import { loopShare } from '../platform/loop-share.js';
import { Routing } from '../queue/routing.js';
import { IDEMPOTENCY_KEY, send } from './answered.js';
import { fingerprintOf, idempotencyKey } from './idempotency.js';
import { CancelAnswer, SubmitAnswer } from './messages.answers.js';
import { MessagesService } from './messages.service.js';
import { withOwnLimits } from './own-limits.js';
import { BAD_ID, RequestIdOf } from './request-id.js';
import { CsvReader } from './submit/csv-reader.js';
import { JsonReader } from './submit/json-reader.js';
import { NdjsonReader } from './submit/ndjson-reader.js';
import { type Circumstances, readSubmitQuery } from './submit/read-submit.js';
import { receive } from './submit/receive.js';
import { Unsettled } from './submit/recipients.js';
import { ApiCsvFields, ApiSubmit, CSV_BODY, SUBMIT_ANSWER, SUBMIT_BODY } from './submit/submit-forms.docs.js';
import { LARGE_BYTES, SubmitGates } from './submit/submit-gates.js';
import { type Form, formOf, type SubmitReader } from './submit/submit-reader.js';
import { XmlReader } from './submit/xml-reader.js';

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    @Inject(CONFIG) private readonly config: SmsConfig,
    private readonly routing: Routing,
    private readonly gates: SubmitGates,
  ) {}

  @Post()
  @Scope('messages:send')
  @AnswersIn('xml')
  @ApiOperation({
    operationId: 'submitSms',
    summary: 'Submit an SMS request',
    description:
      'Text or voice, now or later, to one recipient or a million. 200 means durable. ' +
      'JSON and XML (`application/xml`, `text/xml`; answered in the same) hold one message or several. NDJSON holds one, with a recipient ' +
      'on each line after it. CSV is taken here too, as at `/api/v1/messages/sms/csv`.',
    requestBody: SUBMIT_BODY,
  })
  @ApiSubmit()
  @ApiOkResponse(SUBMIT_ANSWER)
  submit(@CallerOf() caller: Caller, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.take(caller, request, reply, formOf(request));
  }

  @Post('csv')
  @Scope('messages:send')
  @ApiOperation({
    operationId: 'submitSmsCsv',
    summary: 'Submit an SMS request as CSV',
    description: 'A header row that has `mobile`, then a recipient on each row. The message’s fields are query parameters.',
    requestBody: CSV_BODY,
  })
  @ApiCsvFields()
  @ApiSubmit()
  @ApiOkResponse({ description: 'Stored', type: SubmitAnswer })
  submitCsv(@CallerOf() caller: Caller, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = formOf(request);
    return this.take(caller, request, reply, form === 'csv' ? form : undefined);
  }

  @Delete(':sms_request_id')
  @Scope('messages:cancel')
  @ApiOperation({
    operationId: 'cancelSms',
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

  /** @param form undefined: none that is taken */
  private async take(caller: Caller, request: FastifyRequest, reply: FastifyReply, form: Form | undefined): Promise<string> {
    const key = idempotencyKey(request);
    const { fields, dryRun } = readSubmitQuery(request.query, form === 'csv');
    if (form === undefined) throw unsupported();
    const config = withOwnLimits(this.config, this.routing, caller.tenant);
    const { tenant } = caller;
    const unsettled = new Unsettled();
    const reader = readerOf(form, fields, { config, tenant, strict: prefers(request, 'handling', 'strict'), unsettled });
    const hash = key === undefined ? undefined : fingerprintOf(request.url.split('?').slice(1).join('?'));
    let leave: Leave | undefined;
    const enter = async (): Promise<void> => {
      leave = await this.gates.readLarge(tenant);
    };
    try {
      const large = { bytes: LARGE_BYTES, enter };
      const tenantShare = loopShare.of(tenant);
      const read = await receive(request, reader, { limit: this.config.BODY_LIMIT_BYTES, hash, tenantShare, unsettled, large });
      if (dryRun) return send(reply, await this.messages.check(caller, read));
      const answered = await this.messages.submit(caller, {
        read,
        representation: prefers(request, 'return', 'representation'),
        ...(key !== undefined && hash !== undefined && { keyed: { key, fingerprint: hash.digest() } }),
      });
      return send(reply, answered);
    } finally {
      leave?.();
    }
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
