// This server's own read routes: one request, pages of requests, pages of a request's entries (contract section 3).
import { Controller, Get, Inject, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { notFound } from '../../http/api-error.js';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { Scope } from '../../auth/scope.js';
import { CONFIG } from '../../platform/config/config.js';
import { IN_QUERY, invalidFields } from '../invalid.js';
import { BAD_ID, RequestIdOf } from '../request-id.js';
import type { SmsConfig } from '../settings.js';
import { validate } from '../validate.js';
import { EntriesService } from './entries.service.js';
import { type EntriesFound, EntrySearchService } from './entry-search.service.js';
import type { EntryView } from './entry-view.js';
import { FairReads } from './fair-reads.js';
import { EntriesAnswer, EntriesFoundAnswer, RequestAnswer, RequestsAnswer, WaitingAnswer } from './query.answers.js';
import { EntriesQueryDto, EntrySearchDto, RequestsQueryDto } from './query.dto.js';
import { readMobile, readRange, withPlus } from './read-query.js';
import { type Page, RequestsService, type RequestView, type WaitingFor } from './requests.service.js';

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
    description: 'Newest first, by state, recipient, sender, submitter and time of submission. A page may be short and still have a next.',
  })
  @ApiOkResponse({ type: RequestsAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid request format, Error messages :[state should be one of …]'] })
  async list(@CallerOf() { tenant }: Caller, @Query() query: RequestsQueryDto): Promise<Page<RequestView>> {
    const { state, mobile, sender, user, from, to, cursor, limit = '50' } = validate(RequestsQueryDto, withPlus(query), IN_QUERY);
    return this.requests.page({
      ...{ tenant, state, sender, user, cursor, limit: Number(limit), mobile: readMobile(mobile, this.config) },
      ...readRange({ from, to }),
    });
  }

  @Get('entries')
  @ApiOperation({
    operationId: 'searchSmsEntries',
    summary: 'Search the queue entries of all SMS requests',
    description:
      'Newest first: by the submission of their requests, then the last recipient first. A page does a bounded amount of work: it may hold fewer entries than its limit, even none, and still have a next.',
  })
  @ApiOkResponse({ type: EntriesFoundAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid request format, Error messages :[status should be one of …]'] })
  async search(@CallerOf() { tenant }: Caller, @Query() query: EntrySearchDto): Promise<EntriesFound> {
    const { user, smsId, requestId, mobile, status, from, to, cursor, limit = '50' } = validate(EntrySearchDto, withPlus(query), IN_QUERY);
    return this.entrySearch.page({
      ...{ tenant, user, smsId, requestId, status, cursor, limit: Number(limit), mobile: readMobile(mobile, this.config) },
      ...readRange({ from, to }),
    });
  }

  @Get('waiting')
  @ApiOperation({
    operationId: 'getSmsWaiting',
    summary: 'See what your messages wait for',
    description: 'Each reason for which a message of yours that could leave by now doesn’t, over all requests; none: they leave.',
  })
  @ApiOkResponse({ type: WaitingAnswer })
  @ApiErrors(400, 401, 403, 429, 500)
  async waiting(@CallerOf() { tenant }: Caller, @Query() query: object): Promise<{ items: WaitingFor[] }> {
    const unknown = Object.keys(query).map((name) => ({ field: name.slice(0, 64), message: 'is not a known field', at: IN_QUERY }));
    if (unknown.length > 0) throw invalidFields(unknown);
    return { items: await this.requests.waitingOf(tenant) };
  }

  @Get(':sms_request_id')
  @ApiOperation({ operationId: 'getSmsRequest', summary: 'See an SMS request', description: 'With its counts by status.' })
  @ApiParam(ID)
  @ApiOkResponse({ type: RequestAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async one(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<RequestView> {
    const request = await this.requests.one(tenant, id);
    if (request === null) throw notFound();
    return request;
  }

  @Get(':sms_request_id/entries')
  @ApiOperation({
    operationId: 'listSmsEntries',
    summary: 'List the queue entries of an SMS request',
    description: 'The last recipient first.',
  })
  @ApiParam(ID)
  @ApiOkResponse({ type: EntriesAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async entriesOf(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string, @Query() query: EntriesQueryDto): Promise<Page<EntryView>> {
    const { status, cursor, limit = '50' } = validate(EntriesQueryDto, query, IN_QUERY);
    const page = await this.entries.page(tenant, id, { status, cursor, limit: Number(limit) });
    if (page === null) throw notFound();
    return page;
  }
}
