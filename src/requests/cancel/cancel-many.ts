// Many cancels, each a statement of its own as a single one is: a few at a time, so that single cancels keep connections, and no further
// ahead of the client than it reads. What goes wrong with one is said of that one, and holds up none of the others.
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
/** Some lines: further ahead of its reader nothing is cancelled. */
const AHEAD_BYTES = 1_024;

/** The requests of these IDs, or those that a filter of the list of requests finds. */
export type Selection = { ids: string[] } | { filter: SelectionFilter };
export type SelectionFilter = Omit<RequestsFilter, 'tenant' | 'cursor' | 'limit'>;

export interface CancellationLine {
  requestId: string;
  status: number;
  id: '';
  message: string;
  /** Absent where nobody knows: our failure, of which the request's own status tells more. */
  cancelled?: number;
}

/** The last line; where it is missing, the answer was cut off. */
export interface CancellationsSum {
  requests: number;
  cancelled: number;
}

@Injectable()
export class CancelMany {
  private readonly logger = new Logger('Cancellations');
  /** Of this process, over all calls: half of what single cancels have too. Tenants have them by turns. */
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
   * One line of NDJSON a request. Begins when it resolves: what a filter selects is there by then. Whoever stops reading ends it; what is
   * under way then is finished.
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
    const leave = await this.places.enter(caller.tenant);
    try {
      const { status, body } = await this.cancellation.cancel(of, caller, requestId, { representation: true });
      const { message, cancelled = 0 } = body as { message: string; cancelled?: number };
      return { requestId, status, id: '', message, cancelled };
    } catch (error) {
      const { summary, stack } = describeFailure(error);
      this.logger.error(summary, stack);
      return { requestId, status: 500, id: '', message: SERVER_FAILURE };
    } finally {
      leave?.();
    }
  }
}

/**
 * Of what a filter finds, newest first, those that a cancel may reach: what is submitted meanwhile is newer than the first page. Left out
 * is only what has ended for good: of the rest something waits, may come back, or may be recalled.
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
