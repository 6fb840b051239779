// The routes of the pager module: submit pages to beds, show them, pause and cancel them. Each route is one call of the kit.
import { Controller, Delete, Get, Inject, Patch, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../src/auth/caller.js';
import { Scope } from '../../src/auth/scope.js';
import { readJson } from '../../src/http/json-body.js';
import { CONFIG, type Config } from '../../src/platform/config/config.js';
import { send } from '../../src/requests/answered.js';
import { Cancellation } from '../../src/requests/cancel/cancellation.js';
import { idempotencyKey } from '../../src/requests/idempotency/idempotency.js';
import { readKeyedJson } from '../../src/requests/idempotency/keyed-json.js';
import { EntriesService } from '../../src/requests/query/entries.service.js';
import { FairReads } from '../../src/requests/query/fair-reads.js';
import { readEntriesQuery } from '../../src/requests/query/read-queries.js';
import type { WaitingFor } from '../../src/requests/query/request-facts.js';
import { type Page, RequestsService } from '../../src/requests/query/requests.service.js';
import { RequestIdOf } from '../../src/requests/reading/request-id.js';
import { type Rescheduled, Rescheduling } from '../../src/requests/schedule/rescheduling.js';
import { readScheduleChange, SCHEDULE_BODY } from '../../src/requests/schedule/schedule.dto.js';
import { readOrRefusal, Submission } from '../../src/requests/submit/submission.js';
import { type BedView, PAGES, type PagesView, readPages } from './pages.js';

/** The size limit of a body: enough for 10,000 beds with names. */
const LARGEST_BYTES = 1_048_576;

@ApiTags('Pages')
@Controller('api/v1/pages')
export class PagesController {
  constructor(
    private readonly submission: Submission,
    private readonly cancellation: Cancellation,
    private readonly rescheduling: Rescheduling,
    private readonly requests: RequestsService,
    private readonly entries: EntriesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Scope('messages:send')
  async submit(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { body, keyed } = await readKeyedJson(request, LARGEST_BYTES);
    const submit = { requests: readOrRefusal(() => [readPages(body)]), keyed };
    return send(reply, await this.submission.submit(PAGES, caller, submit, ([pages]) => ({ status: 201, body: { id: pages?.id } })));
  }

  @Get('waiting')
  @Scope('messages:read')
  @UseInterceptors(FairReads)
  waiting(@CallerOf() { tenant }: Caller): Promise<{ items: WaitingFor[] }> {
    return this.requests.waitingOf(PAGES, tenant);
  }

  @Get(':id')
  @Scope('messages:read')
  @UseInterceptors(FairReads)
  one(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string): Promise<PagesView> {
    return this.requests.one(PAGES, tenant, id);
  }

  @Get(':id/entries')
  @Scope('messages:read')
  @UseInterceptors(FairReads)
  entriesOf(@CallerOf() { tenant }: Caller, @RequestIdOf() id: string, @Query() query: object): Promise<Page<BedView>> {
    return this.entries.page(PAGES, tenant, id, readEntriesQuery(query));
  }

  @Patch(':id')
  @Scope('messages:cancel')
  @ApiBody(SCHEDULE_BODY)
  async schedule(
    @CallerOf() { tenant }: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
  ): Promise<Rescheduled<PagesView>> {
    return this.rescheduling.schedule(PAGES, tenant, id, readScheduleChange(await readJson(request), this.config));
  }

  @Delete(':id')
  @Scope('messages:cancel')
  async cancel(
    @CallerOf() caller: Caller,
    @RequestIdOf() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return send(reply, await this.cancellation.cancel(PAGES, caller, id, { representation: true, key: idempotencyKey(request) }));
  }
}
