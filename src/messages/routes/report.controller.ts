// The reports of one request: its timeline, the reasons of its failures, and its entries as a CSV file.
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
/** A number is E.164, so `mobile` gets no apostrophe before its `+`. */
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
    summary: 'Get the timeline of an SMS request',
    description:
      'The times of the request (submit, start, cancel, …), and the number and lateness of the hand-overs over time. The answer for a large request may be some seconds old.',
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
    summary: 'Get the failure reasons of an SMS request',
    description: 'The number of failed entries by status, reason and provider. The most frequent first, at most 100.',
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
      'A CSV file, the last recipient first. A text that a spreadsheet would read as a formula (it begins with =, +, - or @) gets an apostrophe in front; `mobile` does not. ' +
      'The setting DOWNLOADS limits the downloads of one caller at a time. A download that the client does not read for DOWNLOAD_IDLE_MS is cut off.',
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
