// Many cancels, each a statement of its own as a single one is: a few at a time, so that single cancels keep connections, and no further
// ahead of the client than it reads. What goes wrong with one is said of that one, and holds up none of the others.
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { describeFailure } from '../../http/failure.js';
import { CONFIG } from '../../platform/config/config.js';
import type { SmsConfig } from '../settings.js';
import { FairGate } from '../../platform/fair-gate.js';
import { MessagesService } from '../messages.service.js';
import { type Page, RequestsService, type RequestView } from '../query/requests.service.js';
import type { Selection } from './cancellations.dto.js';

const PAGE = 200;

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
export class CancellationsService {
  private readonly logger = new Logger('Cancellations');
  /** Of this process, over all calls: half of what single cancels have too. Tenants have them by turns. */
  private readonly atOnce: number;
  private readonly places;

  constructor(
    private readonly messages: MessagesService,
    private readonly requests: RequestsService,
    @Inject(CONFIG) { CANCEL_POOL }: SmsConfig,
  ) {
    this.atOnce = Math.max(1, CANCEL_POOL >> 1);
    this.places = new FairGate({ places: this.atOnce, each: this.atOnce, waiting: Infinity });
  }

  /** Begins when it resolves: what a filter selects is there by then. Whoever stops reading ends it; what is under way then is finished. */
  async begin(caller: Caller, selection: Selection): Promise<AsyncGenerator<CancellationLine | CancellationsSum>> {
    if ('ids' in selection) return this.lines(caller, selection.ids);
    const pageAfter = (cursor?: string): Promise<Page<RequestView>> =>
      this.requests.page({ tenant: caller.tenant, ...selection.filter, cursor, limit: PAGE });
    return this.lines(caller, idsOf(await pageAfter(), pageAfter));
  }

  private async *lines(
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
      running.set(id, this.one(caller, id));
      if (running.size >= this.atOnce) yield await nextDone();
    }
    while (running.size > 0) yield await nextDone();
    yield sum;
  }

  /** Never rejects. */
  private async one(caller: Caller, requestId: string): Promise<CancellationLine> {
    const leave = await this.places.enter(caller.tenant);
    try {
      const { status, body } = await this.messages.cancel(caller, requestId, true);
      const { message, cancelled = 0 } = body as { message: string; cancelled?: number };
      return { requestId, status, id: '', message, cancelled };
    } catch (error) {
      const { summary, stack } = describeFailure(error);
      this.logger.error(summary, stack);
      return { requestId, status: 500, id: '', message: 'Server failure to process request' };
    } finally {
      leave?.();
    }
  }
}

/**
 * Of what a filter finds, newest first, those that a cancel may reach: what is submitted meanwhile is newer than the first page. Left out
 * is only what has ended for good: of the rest something waits, may come back, or may be recalled.
 */
async function* idsOf(first: Page<RequestView>, pageAfter: (cursor: string) => Promise<Page<RequestView>>): AsyncGenerator<string> {
  for (let page = first; ; page = await pageAfter(page.next)) {
    for (const { id, counts } of page.items)
      if (counts.Initial + counts['Queue Full'] + counts.Sending + counts['In doubt'] + counts.Submitted > 0) yield id;
    if (page.next === null) return;
  }
}
