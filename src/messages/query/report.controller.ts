// What became of one request: over time, why some of it failed, and all its entries as a file.
import { Controller, Get, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { notFound } from '../../http/api-error.js';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { Scope } from '../../auth/scope.js';
import { IN_QUERY } from '../invalid.js';
import { RequestIdOf } from '../request-id.js';
import { validate } from '../validate.js';
import { csvOf } from './csv.js';
import { Downloads } from './downloads.js';
import { EntriesService } from './entries.service.js';
import { FairReads } from './fair-reads.js';
import { EntriesCsvDto } from './query.dto.js';
import { FailuresAnswer, TimelineAnswer } from './report.answers.js';
import { type Failure, ReportService, type Timeline } from './report.service.js';

const BAD_ID = ['Request ID should not contain alphabets or special characters', 'Invalid request ID'];
const ID = { name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' };
const CSV_EXAMPLE = `smsId,requestId,mobile,channel,status,statusMessage,attempts,provider,providerMessageId,updatedAt\r
4713025406550859687,4713025406550859686,+919866694753,text,Delivered,Delivered,1,SIMULATOR,SIM-4713025406550859687.1,2030-01-01T09:00:00.000Z\r
`;
@ApiTags('SMS')
@Controller('api/v1/messages/sms/:sms_request_id')
@Scope('messages:read')
@UseInterceptors(FairReads)
export class ReportController {
  constructor(
    private readonly reports: ReportService,
    private readonly entries: EntriesService,
    private readonly downloads: Downloads,
  ) {}

  @Get('timeline')
  @ApiOperation({
    operationId: 'getSmsTimeline',
    summary: 'See how an SMS request was handed over',
    description:
      'Its moments, and how many entries were handed over when, and how late. Made anew a few seconds apart at most where it is large.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: TimelineAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async timeline(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<Timeline> {
    const timeline = await this.reports.timeline(tenant, id);
    if (timeline === null) throw notFound();
    return timeline;
  }

  @Get('failures')
  @ApiOperation({
    operationId: 'getSmsFailures',
    summary: 'See why entries of an SMS request failed',
    description: 'By status, reason and provider, the most frequent first; 100 at most.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: FailuresAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async failures(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<{ items: Failure[] }> {
    const items = await this.reports.failures(tenant, id);
    if (items === null) throw notFound();
    return { items };
  }

  @Get('entries.csv')
  @ApiOperation({
    operationId: 'downloadSmsEntries',
    summary: 'Download the queue entries of an SMS request',
    description:
      'As CSV, the last recipient first. A text that a spreadsheet would take for a formula (it begins with =, +, - or @) has an apostrophe in front; `mobile` is left as it is. ' +
      'A caller may have some at once (DOWNLOADS), and one that nobody reads is cut off (DOWNLOAD_IDLE_MS).',
  })
  @ApiParam(ID)
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } } })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async csv(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Query() query: EntriesCsvDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const { status } = validate(EntriesCsvDto, query, IN_QUERY);
    const { tenant } = caller;
    if (!(await this.entries.owns(tenant, id))) throw notFound();
    const isHead = request.method === 'HEAD';
    const body = isHead ? Readable.from([]) : await this.downloads.begin(caller, reply, csvOf(this.entries, tenant, id, status));
    reply.header('Content-Type', 'text/csv; charset=utf-8');
    reply.header('Content-Disposition', `attachment; filename="sms-${id}.csv"`);
    return body;
  }
}
