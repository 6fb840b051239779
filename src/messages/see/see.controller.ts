// This server's own read routes: one request, pages of requests, pages of a request's entries (contract section 3).
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiError } from '../../gateway/api-error.js';
import { type Caller, CallerOf } from '../../gateway/caller.js';
import { ApiErrors } from '../../gateway/error-answer.js';
import { Scope } from '../../gateway/scope.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { checked } from '../checked.js';
import { invalid } from '../invalid.js';
import { RequestIdOf } from '../request-id.js';
import { countryOf, toE164 } from '../submit/phone-number.js';
import { EntriesService, type EntryView } from './entries.service.js';
import { readMoment } from './moment.js';
import { type Page, RequestsService, type RequestView } from './requests.service.js';
import { EntriesAnswer, RequestAnswer, RequestsAnswer } from './see.answers.js';
import { EntriesQueryDto, RequestsQueryDto } from './see.dto.js';

const BAD_ID = ['Request ID should not contain alphabets or special characters', 'Invalid request ID'];
const ID = { name: 'sms_request_id', description: 'The request ID', type: String, example: '4713025406550859686' };
const notFound = (): ApiError => new ApiError(404, 'Not found');

/** A `+` that was not escaped in a query arrives as a space. */
const withPlus = (query: object): object =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value.replace(/^ /, '+') : value]),
  );

@ApiTags('SMS')
@Controller('api/v1/messages/sms')
@Scope('messages:read')
export class SeeController {
  constructor(
    private readonly requests: RequestsService,
    private readonly entries: EntriesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List SMS requests', description: 'Newest first, by state, recipient, sender and time of submission.' })
  @ApiOkResponse({ type: RequestsAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid request format, Error messages :[state should be one of … @ message :1]'] })
  async list(@CallerOf() { tenant }: Caller, @Query() query: RequestsQueryDto): Promise<Page<RequestView>> {
    const { state, mobile, sender, from, to, cursor, limit = '50' } = checked(RequestsQueryDto, withPlus(query));
    return this.requests.page(tenant, {
      ...{ state, sender, cursor, limit: Number(limit), mobile: mobile === undefined ? undefined : this.number(mobile) },
      ...{ from: from === undefined ? undefined : readMoment(from, 'start'), to: to === undefined ? undefined : readMoment(to, 'end') },
    });
  }

  @Get(':sms_request_id')
  @ApiOperation({ summary: 'See an SMS request', description: 'With its counts by status.' })
  @ApiParam(ID)
  @ApiOkResponse({ type: RequestAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async one(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<RequestView> {
    const request = await this.requests.one(tenant, id);
    if (request === null) throw notFound();
    return request;
  }

  @Get(':sms_request_id/entries')
  @ApiOperation({ summary: 'List the queue entries of an SMS request', description: 'The last recipient first.' })
  @ApiParam(ID)
  @ApiOkResponse({ type: EntriesAnswer })
  @ApiErrors(401, 403, 404, 429, 500, { 400: BAD_ID })
  async entriesOf(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string, @Query() query: EntriesQueryDto): Promise<Page<EntryView>> {
    const { status, cursor, limit = '50' } = checked(EntriesQueryDto, query);
    const page = await this.entries.page(tenant, id, { status, cursor, limit: Number(limit) });
    if (page === null) throw notFound();
    return page;
  }

  private number(written: string): string {
    const mobile = toE164(written, countryOf(this.config.DEFAULT_COUNTRY));
    if (mobile === undefined) throw invalid('mobile', 'is not a phone number');
    return mobile;
  }
}
