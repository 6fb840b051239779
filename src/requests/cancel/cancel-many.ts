// Cancels many requests, each with its own statement, like a single cancel. A few run at a time, so that single cancels keep connections,
// and never far ahead of the client's reading. The failure of one cancel is reported on its line and does not delay the others.
import { Inject, Injectable, Logger, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Caller } from '../../auth/caller.js';
import { describeFailure } from '../../http/failure.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate } from '../../platform/fair-gate.js';
import type { ModuleRequests } from '../module-requests.js';
import type { RequestFacts } from '../query/request-facts.js';
import { type Page, type RequestsFilter, RequestsService } from '../query/requests.service.js';
import { Cancellation } from './cancellation.js';
import { SERVER_FAILURE } from '../../http/sentences.js';

const PAGE = 200;
export const NDJSON = 'application/x-ndjson';
/** The buffer for unread lines. While it is full, no further request is cancelled. */
const AHEAD_BYTES = 1_024;

/** The requests to cancel: by their IDs, or by a filter of the list of requests. */
export type Selection = { ids: string[] } | { filter: SelectionFilter };
export type SelectionFilter = Omit<RequestsFilter, 'tenant' | 'cursor' | 'limit'>;

export interface CancellationLine {
  requestId: string;
  status: number;
  id: '';
  message: string;
  /** Absent if the count is unknown, after a failure of this server. The status of the request then shows the result. */
  cancelled?: number;
}

/** The last line. An answer without it was cut off. */
export interface CancellationsSum {
  requests: number;
  cancelled: number;
}

@Injectable()
export class CancelMany {
  private readonly logger = new Logger('Cancellations');
  /** Cancels at once in this process, over all calls: half of CANCEL_POOL, which single cancels use too. Tenants take turns. */
  private readonly atOnce: number;
  private readonly places;

  constructor(
    private readonly cancellation: Cancellation,
    private readonly requests: RequestsService,
    @Inject(CONFIG) { CANCEL_POOL }: Config,
  ) {
    this.atOnce = Math.max(1, CANCEL_POOL >> 1);
    this.places = new FairGate({ places: this.atOnce, each: this.atOnce, waiting: Infinity });
  }

  /**
   * Answers one line of NDJSON for each request. When the promise resolves, the first page of a filter is read. If the client stops
   * reading, no further cancel begins; cancels in progress complete.
   */
  async begin(of: ModuleRequests, caller: Caller, selection: Selection): Promise<StreamableFile> {
    const pageAfter = (filter: SelectionFilter, cursor?: string): Promise<Page<RequestFacts>> =>
      this.requests.found(of, { tenant: caller.tenant, ...filter, cursor, limit: PAGE });
    const ids =
      'ids' in selection ? selection.ids : idsOf(await pageAfter(selection.filter), (cursor) => pageAfter(selection.filter, cursor));
    const lines = textOf(this.lines(of, caller, ids));
    return new StreamableFile(Readable.from(lines, { objectMode: false, highWaterMark: AHEAD_BYTES }), { type: NDJSON });
  }

  private async *lines(
    of: ModuleRequests,
    caller: Caller,
    ids: Iterable<string> | AsyncIterable<string>,
  ): AsyncGenerator<CancellationLine | CancellationsSum, void, undefined> {
    const running = new Map<string, Promise<CancellationLine>>();
    const sum: CancellationsSum = { requests: 0, cancelled: 0 };
    const nextDone = async (): Promise<CancellationLine> => {
      const line = await Promise.race(running.values());
      running.delete(line.requestId);
      sum.requests++;
      sum.cancelled += line.cancelled ?? 0;
      return line;
    };
    for await (const id of ids) {
      running.set(id, this.one(of, caller, id));
      if (running.size >= this.atOnce) yield await nextDone();
    }
    while (running.size > 0) yield await nextDone();
    yield sum;
  }

  /** Never rejects. */
  private async one(of: ModuleRequests, caller: Caller, requestId: string): Promise<CancellationLine> {
    const release = await this.places.enter(caller.tenant);
    try {
      const { status, body } = await this.cancellation.cancel(of, caller, requestId, { representation: true });
      const { message, cancelled = 0 } = body as { message: string; cancelled?: number };
      return { requestId, status, id: '', message, cancelled };
    } catch (error) {
      const { summary, stack } = describeFailure(error);
      this.logger.error(summary, stack);
      return { requestId, status: 500, id: '', message: SERVER_FAILURE };
    } finally {
      release?.();
    }
  }
}

/**
 * The requests of a filter that a cancel may still change, newest first. Requests submitted meanwhile are newer than the first page, so
 * they are not selected. Requests of which every entry has a final status are skipped; all others have entries that wait, may be retried,
 * or may be recalled.
 */
async function* idsOf(first: Page<RequestFacts>, pageAfter: (cursor: string) => Promise<Page<RequestFacts>>): AsyncGenerator<string> {
  for (let page = first; ; page = await pageAfter(page.next)) {
    for (const { id, counts } of page.items)
      if (counts.Initial + counts['Queue Full'] + counts.Sending + counts['In doubt'] + counts.Submitted > 0) yield id;
    if (page.next === null) return;
  }
}

async function* textOf(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
