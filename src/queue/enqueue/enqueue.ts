// Stores a request in the queue: its row, one queue entry a recipient, and the slices that hold their state. Runs in the transaction of the
// submit.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import copy from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { loopShare, type TenantShare } from '../../platform/loop-share.js';
import { Channels } from '../channels.js';
import { COPY_ENTRIES, COPY_PERSONAL, entryRows } from './entry-rows.js';
import { queueName } from '../queue-name.js';
import { RateLimits } from '../control/rate-limits.js';
import type { Recipients } from '../recipients.js';
import { Routing } from '../routing.js';
import { Spread } from '../lanes/spread.js';
import { texts } from '../sql-arrays.js';
import { run, statement } from '../statements.js';

interface RequestParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
  submittedBy: string;
  channel: number;
  fallback: number | null;
  payload: string;
  units: number | null;
  sender: string | null;
  priority: boolean;
  recipientCount: number;
  startsAt: Date | null;
  expiresAt: Date | null;
}

interface SlicesParameters {
  lane: number;
  requestId: string;
  tenant: string;
  class: number;
  sliceSize: number;
  lastPositions: number[];
  queues: string[];
  startsAt: Date | null;
  expiresAt: Date | null;
}

interface EntriesParameters {
  lane: number;
  idBefore: string;
  channel: number;
  addresses: string;
  variables: string | null;
}

const REQUEST = statement<RequestParameters, { starts_at: Date }>('enqueue-request', import.meta.url);
export const ENTRIES = statement<EntriesParameters>('enqueue-entries', import.meta.url);
export const SLICES = statement<SlicesParameters>('enqueue-slices', import.meta.url);

/**
 * Up to this number of recipients one INSERT is faster than a COPY with its round trips: 0.4 ms against 0.9 ms for one recipient, 10.4
 * against 12.2 for 2,000.
 */
const SMALL = 2_000;
/** Entries of one INSERT on a database without COPY. COPY takes three quarters of the time. */
const CHUNK = 10_000;
/**
 * The time limit of a COPY, by PostgreSQL and (2 s later) by this process. A million entries took 5 s in the measurement; slower disks need
 * more.
 */
const COPY_MS = 600_000;
const COPY_TIMEOUT = `set local statement_timeout = ${COPY_MS}`;
const ANSWER_TIMEOUT = { query_timeout: COPY_MS + 2_000 };
const USUAL_TIMEOUT = 'set local statement_timeout to default';
/** A request of this many entries changes the tables enough for an ANALYZE, at most once in the pause. */
const LARGE = 50_000;
const ANALYZE_PAUSE_MS = 60_000;
const ANALYZE = 'analyze queue_entry, queue_slice';

export interface Enqueued {
  lane: number;
  requestId: bigint;
  tenant: string;
  /** The subject of the caller. */
  submittedBy: string;
  /** The name of a registered channel. */
  channel: string;
  /** Opaque to the core: only the channel reads it. */
  payload: string;
  sender: string | null;
  priority: boolean;
  /** The channel that follows a final failure; null = none. */
  fallback: string | null;
  /** Billing units of all messages together (segments of a text, for example); null = the channel counts none. */
  units: number | null;
  recipients: Recipients;
  /** Null = now, by the database's clock. */
  startsAt: Date | null;
  expiresAt: Date | null;
}

/** The entries of one request, in the order of their routes. */
interface Entries extends Pick<Enqueued, 'lane' | 'requestId' | 'recipients'> {
  /** The code of the channel. */
  code: number;
}

/** Several small slices can be leased at once (one batch a slice). Large slices cost a cancel fewer rows. */
const sliceSize = (recipients: number): number => Math.min(50_000, Math.max(500, Math.ceil(recipients / 16)));

@Injectable()
export class Enqueue {
  private analyzedAt = Number.NEGATIVE_INFINITY;
  private readonly spread = new Spread();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @InjectDataSource() private readonly database: DataSource,
    private readonly rateLimits: RateLimits,
    private readonly routing: Routing,
    private readonly channels: Channels,
  ) {}

  /** Reads, before the transaction, the settings that lie in other lanes. */
  async prepare(): Promise<void> {
    await this.rateLimits.readOnceInAWhile();
  }

  /**
   * Entries get their positions in the order of their queues.
   * @returns the start: the requested time, or now if that has passed
   */
  async enqueue(client: PoolClient, request: Enqueued): Promise<Date> {
    const { lane, requestId, tenant, channel, fallback, priority, sender, startsAt, expiresAt } = request;
    const { code, module } = this.channels.named(channel);
    const { recipients, parts } = await loopShare.of(tenant).run(this.routing.partition(channel, request, request.recipients));
    const { submittedBy, payload, units } = request;
    const id = requestId.toString();
    const [stored] = await run(client, REQUEST, {
      ...{ lane, requestId: id, module, tenant, submittedBy, payload, units, sender, priority, startsAt, expiresAt },
      channel: code,
      fallback: fallback === null ? null : this.channels.named(fallback).code,
      recipientCount: recipients.length,
    });
    // Citus commits a transaction that contains a COPY by two-phase commit. If the node is lost between the two phases, an acknowledged
    // submit is missing for some seconds. INSERTs are an ordinary transaction of that node.
    if (recipients.length <= SMALL || (await this.spread.is(client))) await this.insert(client, { lane, requestId, code, recipients });
    else await this.copy(client, { lane, requestId, code, recipients }, tenant);
    await run(client, SLICES, {
      ...{ lane, requestId: id, tenant, startsAt, expiresAt },
      class: this.classOf(request),
      sliceSize: sliceSize(recipients.length),
      lastPositions: parts.map(({ last }) => last),
      // A queue is named by its channel, route and sender. The dispatcher decides which providers serve it.
      queues: parts.map(({ route }) => queueName(this.rateLimits.queueFor({ channel, route, sender }))),
    });
    return stored?.starts_at ?? new Date();
  }

  /**
   * Analyses the tables after the commit of a large request. The first plans over a table that has grown a thousandfold scan all of it, and
   * PostgreSQL's own ANALYZE comes a minute late. Nothing waits for this ANALYZE or depends on it.
   */
  stored(largest: number): void {
    const now = performance.now();
    if (largest < LARGE || now - this.analyzedAt < ANALYZE_PAUSE_MS) return;
    this.analyzedAt = now;
    this.database.query(ANALYZE).catch(() => undefined);
  }

  private async insert(client: PoolClient, { lane, requestId, code, recipients }: Entries): Promise<void> {
    for (let from = 0; from < recipients.length; from += CHUNK) {
      const size = Math.min(CHUNK, recipients.length - from);
      const addresses = texts(Array.from({ length: size }, (_, i) => recipients.address(from + i)));
      const variables = recipients.hasVariables ? texts(Array.from({ length: size }, (_, i) => recipients.variables(from + i))) : null;
      await run(client, ENTRIES, { lane, idBefore: (requestId + BigInt(from)).toString(), channel: code, addresses, variables });
    }
  }

  private async copy(client: PoolClient, { lane, requestId, code, recipients }: Entries, tenant: string): Promise<void> {
    await client.query(COPY_TIMEOUT);
    const entries = client.query(Object.assign(copy.from(recipients.hasVariables ? COPY_PERSONAL : COPY_ENTRIES), ANSWER_TIMEOUT));
    await pipeline(Readable.from(shared(loopShare.of(tenant), entryRows(lane, requestId, code, recipients))), entries);
    await client.query(USUAL_TIMEOUT);
  }

  /** Priority requests before the others; in each group, requests that fit one batch before larger ones. */
  private classOf({ priority, recipients }: Enqueued): number {
    return (priority ? 0 : 2) + (recipients.length <= this.config.BATCH_SIZE ? 0 : 1);
  }
}

/** Yields the event loop to other tenants between two parts of the rows. */
async function* shared(share: TenantShare, rows: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const part of rows) {
    await share.ready();
    yield part;
  }
}
