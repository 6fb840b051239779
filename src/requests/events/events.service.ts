// The server-sent events: the state of one request, or the counts over a range of requests.
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ApiError } from '../../http/api-error.js';
import type { Caller } from '../../auth/caller.js';
import { CredentialWatch } from '../../auth/credential-watch.js';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { EventStream } from './event-stream.js';
import { DAY_MS } from '../reading/moment.js';
import type { ModuleRequests } from '../module-requests.js';
import type { Counts } from '../query/request-facts.js';
import { RequestsService } from '../query/requests.service.js';
import { type Snapshot, Watches } from './watches.js';
import { SERVER_FAILURE } from '../../http/sentences.js';

export interface CountsEvent {
  at: string;
  from: string;
  to: string;
  total: number;
  counts: Counts;
}

/** Open streams of one caller in one process. */
const MOST_OPEN = 20;
/** Open streams of all callers in one process. */
const MOST_IN_ALL = 2_000;
const RETRY_SECONDS = 5;
/** After it the client reconnects, since proxies do not keep a connection open forever. */
const LONGEST_MS = 3_600_000;

@Injectable()
export class EventsService implements OnModuleDestroy {
  private readonly watches = new Watches();
  private readonly open = new Map<string, Set<EventStream>>();
  private openInAll = 0;
  private isClosing = false;

  constructor(
    private readonly requests: RequestsService,
    private readonly credentials: CredentialWatch,
  ) {}

  /** @throws ApiError 404 for an unknown request · 429 for too many streams */
  async ofRequest(of: ModuleRequests, caller: Caller, id: string): Promise<EventStream> {
    await this.requests.one(of, caller.tenant, id);
    return this.stream(caller, 'request', `request ${of.module} ${id} ${caller.tenant}`, async () => {
      const request = await this.requests.find(of, caller.tenant, id);
      if (request === null) return null;
      const data = JSON.stringify(of.request(request));
      return { version: data, data };
    });
  }

  /** The default of `from` is one day before the end. Without `to`, the end is the current time at each read. @throws ApiError 429 */
  ofRange(of: ModuleRequests, caller: Caller, { from, to }: { from?: Date; to?: Date }): EventStream {
    const key = `counts ${of.module} ${from?.getTime() ?? ''} ${to?.getTime() ?? ''} ${caller.tenant}`;
    return this.stream(caller, 'counts', key, async () => {
      const at = new Date();
      const start = from ?? new Date((to ?? at).getTime() - DAY_MS);
      const counts = await this.requests.counts(of, { tenant: caller.tenant, from: start, to });
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const event: CountsEvent = { at: at.toISOString(), from: start.toISOString(), to: (to ?? at).toISOString(), total, counts };
      return { version: JSON.stringify(counts), data: JSON.stringify(event) };
    });
  }

  /** Ends all streams first, since the server then waits for running requests. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const streams of this.open.values()) for (const stream of streams) stream.end();
  }

  private stream(caller: Caller, event: string, key: string, read: () => Promise<Snapshot | null>): EventStream {
    if (this.isClosing) throw new ApiError(503, SERVER_FAILURE, undefined, { 'Retry-After': '1' });
    const who = `${caller.tenant}\n${caller.subject}`;
    const streams = this.open.get(who) ?? new Set();
    if (streams.size >= MOST_OPEN || this.openInAll >= MOST_IN_ALL) throw tooManyRequests(MOST_OPEN, RETRY_SECONDS);
    const stream = new EventStream({ expiresAt: caller.expiresAt?.getTime(), endsIn: LONGEST_MS });
    this.open.set(who, streams.add(stream));
    this.openInAll++;
    const unwatch = this.credentials.watch(caller, () => {
      stream.expire();
    });
    const unsubscribe = this.watches.subscribe(key, read, {
      send: (data) => {
        stream.event(event, data);
      },
      end: () => {
        stream.end();
      },
    });
    stream.once('left', () => {
      unsubscribe();
      unwatch();
      this.openInAll--;
      streams.delete(stream);
      if (streams.size === 0 && this.open.get(who) === streams) this.open.delete(who);
    });
    return stream;
  }
}
