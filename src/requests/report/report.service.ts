// The timeline and the failure reasons of one request, read from its entries. Measured: some hundred milliseconds for a million entries.
// Therefore the answers are shared for some seconds.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { notFound } from '../../http/api-error.js';
import { laneOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { read, statement } from '../../queue/statements.js';
import { EXPIRED, shownProvider } from '../query/entry-facts.js';
import type { ModuleRequests } from '../module-requests.js';
import type { RequestFacts } from '../query/request-facts.js';
import { RequestsService } from '../query/requests.service.js';
import { SharedAnswers } from './shared-answers.js';

export interface Bucket {
  at: string;
  /** An entry counts once, at its last attempt. */
  handedOver: number;
  /** From the start of the request to the hand-over, for entries handed over at their first attempt. Null = there is none. */
  latenessMs: { mean: number; max: number } | null;
}

export interface Timeline extends Pick<RequestFacts, 'submittedAt' | 'startsAt' | 'expiresAt' | 'cancelledAt' | 'cancelledBy'> {
  firstHandOverAt: string | null;
  lastHandOverAt: string | null;
  lastMoveAt: string | null;
  /** The largest number of entries handed over in one second, for any width of the buckets. */
  mostPerSecond: number;
  /** The lateness over all buckets. */
  latenessMs: Bucket['latenessMs'];
  bucketSeconds: number;
  buckets: Bucket[];
}

export interface Failure {
  status: Status;
  reason: string | null;
  provider: string | null;
  count: number;
}

export interface Failures {
  items: Failure[];
}

interface BucketRow {
  at: Date;
  seconds: number | null;
  handed: number;
  mean: number | null;
  max: number | null;
  most: number | null;
  mean_of_all: number | null;
  max_of_all: number | null;
  first_at: Date | null;
  last_at: Date | null;
  moved_at: Date;
}

/** Widths of buckets, in seconds, that start at whole minutes, hours and days. */
const WIDTHS = '{1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,21600,43200,86400,172800,604800,2592000}';
const MOST_BUCKETS = 120;
const MOST_FAILURES = 100;

interface TimelineParameters {
  lane: number;
  requestId: string;
  startsAt: string;
  widths: string;
  mostBuckets: number;
}

export const TIMELINE = statement<TimelineParameters, BucketRow>('timeline', import.meta.url);
const FAILURES = statement<{ lane: number; requestId: string; most: number }, Failure>('failures', import.meta.url);

const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

@Injectable()
export class ReportService {
  private readonly timelines = new SharedAnswers<Timeline>();
  private readonly failureLists = new SharedAnswers<Failures>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly requests: RequestsService,
  ) {}

  /** @throws ApiError 404 if the tenant has no such request */
  timeline(of: ModuleRequests, tenant: string, id: string): Promise<Timeline> {
    return this.timelines.get(`${of.module} ${id} ${tenant}`, async () => {
      const request = await this.existing(of, tenant, id);
      const place = { lane: laneOf(id), requestId: id, startsAt: request.startsAt };
      const rows = await read(this.database, TIMELINE, { ...place, widths: WIDTHS, mostBuckets: MOST_BUCKETS });
      return timelineOf(request, rows);
    });
  }

  /** @throws ApiError 404 if the tenant has no such request */
  failures(of: ModuleRequests, tenant: string, id: string): Promise<Failures> {
    return this.failureLists.get(`${of.module} ${id} ${tenant}`, async () => {
      const request = await this.existing(of, tenant, id);
      const { Rejected, Undelivered, recalled, Expired, 'Not Attempted': notAttempted, 'In doubt': inDoubt } = request.counts;
      const hasFailed = Rejected + Undelivered + recalled + notAttempted + inDoubt > 0;
      const rows = hasFailed ? await read(this.database, FAILURES, { lane: laneOf(id), requestId: id, most: MOST_FAILURES }) : [];
      const failures = rows.map((row) => ({ ...row, provider: row.provider === null ? null : shownProvider(row.provider) }));
      // Expired entries have no outcome of their own. The slices count them.
      if (Expired > 0) failures.push({ status: 'Expired', reason: EXPIRED, provider: null, count: Expired });
      return { items: failures.sort((a, b) => b.count - a.count).slice(0, MOST_FAILURES) };
    });
  }

  private async existing(of: ModuleRequests, tenant: string, id: string): Promise<RequestFacts> {
    const request = await this.requests.find(of, tenant, id);
    if (request === null) throw notFound();
    return request;
  }
}

function timelineOf({ submittedAt, startsAt, expiresAt, cancelledAt, cancelledBy, counts }: RequestFacts, rows: BucketRow[]): Timeline {
  const [{ seconds, most, mean_of_all, max_of_all, first_at, last_at, moved_at } = {}] = rows as Partial<BucketRow>[];
  const bucketSeconds = seconds ?? 1;
  const moves = [iso(moved_at), cancelledAt, counts.Expired > 0 ? expiresAt : null].filter((move) => move !== null).sort();
  return {
    ...{ submittedAt, startsAt, firstHandOverAt: iso(first_at), lastHandOverAt: iso(last_at) },
    ...{ expiresAt, cancelledAt, cancelledBy, lastMoveAt: moves.at(-1) ?? null },
    mostPerSecond: most ?? 0,
    latenessMs: latenessOf(mean_of_all ?? null, max_of_all ?? null),
    bucketSeconds,
    buckets: filled(
      rows.filter(({ handed }) => handed > 0),
      bucketSeconds * 1_000,
    ),
  };
}

/** Adds the empty buckets between the others. */
function filled(rows: readonly BucketRow[], width: number): Bucket[] {
  const known = new Map(rows.map((row) => [row.at.getTime(), row]));
  const [first, last] = [rows[0]?.at.getTime() ?? 0, rows.at(-1)?.at.getTime() ?? -1];
  return Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, i) => {
    const at = first + i * width;
    const { handed = 0, mean = null, max = null } = known.get(at) ?? {};
    return { at: new Date(at).toISOString(), handedOver: handed, latenessMs: latenessOf(mean, max) };
  });
}

/** Never negative: if the start was moved after some hand-overs, those entries are not late. */
function latenessOf(mean: number | null, max: number | null): Bucket['latenessMs'] {
  const milliseconds = (late: number): number => Math.max(0, Math.round(late));
  return mean === null || max === null ? null : { mean: milliseconds(mean), max: milliseconds(max) };
}
