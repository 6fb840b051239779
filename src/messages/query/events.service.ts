// What those see who watch: one request, or the counts of all of a range, as server-sent events.
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ApiError, notFound } from '../../http/api-error.js';
import type { Caller } from '../../auth/caller.js';
import { CredentialWatch } from '../../auth/credential-watch.js';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { read, statement } from '../../queue/statements.js';
import { STATUSES } from '../../queue/states.js';
import { EventStream } from './event-stream.js';
import { lanesInUse } from './lanes.js';
import { DAY_MS } from './moment.js';
import { type RangeParameters, rangeOf } from './request-range.js';
import { countsOf, RequestsService, type RequestView } from './requests.service.js';
import type { Sums } from './slice-sums.js';
import { type Seen, Watches } from './watches.js';

export interface CountsEvent {
  at: string;
  from: string;
  to: string;
  total: number;
  counts: RequestView['counts'];
}

/** Streams that one caller may have open at a process. */
const MOST_OPEN = 20;
/** Of all callers at a process. */
const MOST_IN_ALL = 2_000;
const RETRY_SECONDS = 5;
/** Then a client asks again: a proxy keeps no connection for ever. */
const LONGEST_MS = 3_600_000;

const COUNTS = statement<RangeParameters, Sums & { queue_full: number }>('counts-of-range', import.meta.url);

const NO_COUNTS = Object.fromEntries([...STATUSES, 'recalled'].map((name) => [name, 0])) as RequestView['counts'];

@Injectable()
export class EventsService implements OnModuleDestroy {
  private readonly watches = new Watches();
  private readonly open = new Map<string, Set<EventStream>>();
  private openInAll = 0;
  private isClosing = false;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly requests: RequestsService,
    private readonly credentials: CredentialWatch,
  ) {}

  /** @throws ApiError 404 · 429 */
  async ofRequest(caller: Caller, id: string): Promise<EventStream> {
    if ((await this.requests.one(caller.tenant, id)) === null) throw notFound();
    return this.stream(caller, 'request', `request ${id} ${caller.tenant}`, async () => {
      const request = await this.requests.one(caller.tenant, id);
      if (request === null) return null;
      const data = JSON.stringify(request);
      return { same: data, data };
    });
  }

  /** Without a start: a day before the end; without an end: now, again and again. @throws ApiError 429 */
  ofRange(caller: Caller, { from, to }: { from?: Date; to?: Date }): EventStream {
    const key = `counts ${from?.getTime() ?? ''} ${to?.getTime() ?? ''} ${caller.tenant}`;
    return this.stream(caller, 'counts', key, async () => {
      const at = new Date();
      const start = from ?? new Date((to ?? at).getTime() - DAY_MS);
      const counts = await this.counts(caller.tenant, { from: start, to });
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const event: CountsEvent = { at: at.toISOString(), from: start.toISOString(), to: (to ?? at).toISOString(), total, counts };
      return { same: JSON.stringify(counts), data: JSON.stringify(event) };
    });
  }

  /** Before the server waits for what is running. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const streams of this.open.values()) for (const stream of streams) stream.end();
  }

  private stream(caller: Caller, event: string, key: string, look: () => Promise<Seen | null>): EventStream {
    if (this.isClosing) throw new ApiError(503, 'Server failure to process request', undefined, { 'Retry-After': '1' });
    const who = `${caller.tenant}\n${caller.subject}`;
    const streams = this.open.get(who) ?? new Set();
    if (streams.size >= MOST_OPEN || this.openInAll >= MOST_IN_ALL) throw tooManyRequests(MOST_OPEN, RETRY_SECONDS);
    const stream = new EventStream({ expiresAt: caller.expiresAt?.getTime(), endsIn: LONGEST_MS });
    this.open.set(who, streams.add(stream));
    this.openInAll++;
    const unwatch = this.credentials.watch(caller, () => {
      stream.expire();
    });
    const leave = this.watches.follow(key, look, {
      tell: (data) => {
        stream.event(event, data);
      },
      end: () => {
        stream.end();
      },
    });
    stream.once('left', () => {
      leave();
      unwatch();
      this.openInAll--;
      streams.delete(stream);
      if (streams.size === 0 && this.open.get(who) === streams) this.open.delete(who);
    });
    return stream;
  }

  private async counts(tenant: string, range: { from: Date; to?: Date }): Promise<RequestView['counts']> {
    const lanes = await lanesInUse(this.database);
    const perLane = await Promise.all(lanes.map((lane) => read(this.database, COUNTS, rangeOf(lane, { tenant, ...range }, undefined))));
    return perLane.flat().map(countsOf).reduce(add, NO_COUNTS);
  }
}

const add = (a: RequestView['counts'], b: RequestView['counts']): RequestView['counts'] =>
  Object.fromEntries(Object.entries(b).map(([name, count]) => [name, a[name as keyof typeof a] + count])) as typeof b;
