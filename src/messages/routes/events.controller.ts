// Server-sent events: the state of one request, or the counts over a range of requests, after each change.
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { Scope } from '../../auth/scope.js';
import { ApiErrors } from '../../http/error-answer.js';
import { answerWith } from '../../requests/events/event-stream.js';
import { EventsService } from '../../requests/events/events.service.js';
import { COUNTS_EVENT_EXAMPLE } from '../../requests/query/query.answers.js';
import { EventsQueryDto } from '../../requests/query/query.dto.js';
import { readEventsQuery } from '../../requests/query/read-queries.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { SMS_REQUESTS } from '../sms-requests.js';

const ID = { name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' };
const ENDS =
  'Comments keep the connection alive. The stream ends when the token expires or the key or user is revoked (`event: expired`), after one hour, or when the server stops. A caller may have 20 open streams. ' +
  'Swagger UI cannot show a stream, since it waits for the end of the answer. Use `curl -N` with the same URL and header.';
const answers = (example: string) => ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' }, example } } });

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
@Scope('messages:read')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get('events')
  @ApiOperation({
    operationId: 'watchSmsCounts',
    summary: 'Watch the counts of SMS requests in a time range',
    description: `Server-sent events. The event \`counts\` comes at once, and then after each change, at most once a second. Without a range, the counts cover the last 24 hours. ${ENDS}`,
  })
  @ApiProduces('text/event-stream')
  @answers(`event: counts\ndata: ${COUNTS_EVENT_EXAMPLE}\n\n`)
  @ApiErrors(401, 403, 429, 500, {
    400: ['Invalid request format, Error messages :[from should be ISO 8601 with an offset, or a date]'],
  })
  ofRange(
    @CallerOf() caller: Caller,
    @Query() query: EventsQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Readable {
    return answerWith(this.events.ofRange(SMS_REQUESTS, caller, readEventsQuery(query)), request, reply);
  }

  @Get(':sms_request_id/events')
  @ApiOperation({
    operationId: 'watchSmsRequest',
    summary: 'Watch an SMS request',
    description: `Server-sent events. The event \`request\` comes at once, and then after each change, at most once a second. Its data is the answer of GET for this request. ${ENDS}`,
  })
  @ApiParam(ID)
  @ApiProduces('text/event-stream')
  @answers('event: request\ndata: {"id":"4713025406550859686","state":"sending", …}\n\n')
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async ofRequest(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    return answerWith(await this.events.ofRequest(SMS_REQUESTS, caller, id), request, reply);
  }
}
