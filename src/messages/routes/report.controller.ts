// What became of one request: over time, why some of it failed, and all its entries as a file.
import { Controller, Get, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { Scope } from '../../auth/scope.js';
import { ApiErrors } from '../../http/error-answer.js';
import { FairReads } from '../../requests/query/fair-reads.js';
import { EntriesCsvDto } from '../../requests/query/query.dto.js';
import { readCsvQuery } from '../../requests/query/read-queries.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import { type CsvColumns, CsvDownloads } from '../../requests/report/csv.js';
import { FailuresAnswer, TimelineAnswer } from '../../requests/report/report.answers.js';
import { type Failures, ReportService, type Timeline } from '../../requests/report/report.service.js';
import { type EntryView, SMS_REQUESTS } from '../sms-requests.js';

const ID = { name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' };
/** A number is E.164 and stays one. */
const CSV_COLUMNS: CsvColumns<EntryView> = {
  names: ['smsId', 'requestId', 'mobile', 'channel', 'status', 'statusMessage', 'attempts', 'provider', 'providerMessageId', 'updatedAt'],
  asItIs: 'mobile',
};
const CSV_EXAMPLE = `${CSV_COLUMNS.names.join(',')}\r
4713025406550859687,4713025406550859686,+919866694753,text,Delivered,Delivered,1,SIMULATOR,SIM-4713025406550859687.1,2030-01-01T09:00:00.000Z\r
`;

@ApiTags('SMS')
@Controller('api/v1/messages/sms/:sms_request_id')
@Scope('messages:read')
@UseInterceptors(FairReads)
export class ReportController {
  constructor(
    private readonly reports: ReportService,
    private readonly downloads: CsvDownloads,
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
  timeline(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<Timeline> {
    return this.reports.timeline(SMS_REQUESTS, tenant, id);
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
  failures(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<Failures> {
    return this.reports.failures(SMS_REQUESTS, tenant, id);
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
  csv(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Query() query: EntriesCsvDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    return this.downloads.begin(SMS_REQUESTS, CSV_COLUMNS, { caller, id, status: readCsvQuery(query), request, reply });
  }
}
