// This server's own read routes: one request, pages of requests, pages of a request's entries (contract section 3).
import { Controller, Get, Inject, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { Scope } from '../../auth/scope.js';
import { ApiErrors } from '../../http/error-answer.js';
import { CONFIG } from '../../platform/config/config.js';
import { EntriesService } from '../../requests/query/entries.service.js';
import { type EntriesFound, EntrySearchService } from '../../requests/query/entry-search.service.js';
import { FairReads } from '../../requests/query/fair-reads.js';
import { WaitingAnswer } from '../../requests/query/query.answers.js';
import { EntriesQueryDto } from '../../requests/query/query.dto.js';
import { readEntriesQuery, requireNoQuery } from '../../requests/query/read-queries.js';
import type { WaitingFor } from '../../requests/query/request-facts.js';
import { type Page, RequestsService } from '../../requests/query/requests.service.js';
import { BAD_ID, RequestIdOf } from '../../requests/reading/request-id.js';
import type { SmsConfig } from '../settings.js';
import { type EntryView, type FoundEntry, foundEntry, type RequestView, SMS_REQUESTS } from '../sms-requests.js';
import { EntriesAnswer, EntriesFoundAnswer, RequestAnswer, RequestsAnswer } from './query.answers.js';
import { EntrySearchDto, RequestsQueryDto } from './query.dto.js';
import { readEntrySearch, readRequestsQuery } from './read-queries.js';

const ID = { name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' };

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
@Scope('messages:read')
@UseInterceptors(FairReads)
export class QueryController {
  constructor(
    private readonly requests: RequestsService,
    private readonly entries: EntriesService,
    private readonly entrySearch: EntrySearchService,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listSmsRequests',
    summary: 'List SMS requests',
    description:
      'Newest first. Filters: state, recipient, sender, submitter and time of submission. A page may have fewer items than its limit and still have a `next`.',
  })
  @ApiOkResponse({ type: RequestsAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid request format, Error messages :[state should be one of …]'] })
  list(@CallerOf() { tenant }: Caller, @Query() query: RequestsQueryDto): Promise<Page<RequestView>> {
    return this.requests.page(SMS_REQUESTS, readRequestsQuery(tenant, query, this.config));
  }

  @Get('entries')
  @ApiOperation({
    operationId: 'searchSmsEntries',
    summary: 'Search the queue entries of all SMS requests',
    description:
      'Newest request first, and the last recipient of a request first. The work for a page is bounded: a page may have fewer entries than its limit, even none, and still have a `next`.',
  })
  @ApiOkResponse({ type: EntriesFoundAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid request format, Error messages :[status should be one of …]'] })
  search(@CallerOf() { tenant }: Caller, @Query() query: EntrySearchDto): Promise<EntriesFound<FoundEntry>> {
    return this.entrySearch.page(SMS_REQUESTS, readEntrySearch(tenant, query, this.config), foundEntry);
  }

  @Get('waiting')
  @ApiOperation({
    operationId: 'getSmsWaiting',
    summary: 'Get the reasons why messages wait',
    description: 'The reasons why due messages of the tenant are not handed over now, over all requests. Empty if nothing holds them back.',
  })
  @ApiOkResponse({ type: WaitingAnswer })
  @ApiErrors(400, 401, 403, 429, 500)
  waiting(@CallerOf() { tenant }: Caller, @Query() query: object): Promise<{ items: WaitingFor[] }> {
    requireNoQuery(query);
    return this.requests.waitingOf(SMS_REQUESTS, tenant);
  }

  @Get(':sms_request_id')
  @ApiOperation({
    operationId: 'getSmsRequest',
    summary: 'Get an SMS request',
    description: 'The request, with the number of its entries by status.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: RequestAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  one(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<RequestView> {
    return this.requests.one(SMS_REQUESTS, tenant, id);
  }

  @Get(':sms_request_id/entries')
  @ApiOperation({
    operationId: 'listSmsEntries',
    summary: 'List the queue entries of an SMS request',
    description: 'A page of the entries, the last recipient first.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: EntriesAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  entriesOf(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string, @Query() query: EntriesQueryDto): Promise<Page<EntryView>> {
    return this.entries.page(SMS_REQUESTS, tenant, id, readEntriesQuery(query));
  }
}
