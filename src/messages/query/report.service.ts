// What became of one request over time, and why some of it failed: read from its entries, a few hundred milliseconds for a million, so the
// answers are shared for a while.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { shownProvider } from './entry-view.js';
import { RequestsService, type RequestView } from './requests.service.js';
import { SharedAnswers } from './shared-answers.js';

export interface Bucket {
  at: string;
  /** Of each entry its last attempt so far. */
  handedOver: number;
  /** From the request's start to the hand-over of what went at its first attempt; null where nothing did. */
  latenessMs: { mean: number; max: number } | null;
}

export interface Timeline extends Pick<RequestView, 'submittedAt' | 'startsAt' | 'expiresAt' | 'cancelledAt' | 'cancelledBy'> {
  firstHandOverAt: string | null;
  lastHandOverAt: string | null;
  lastMoveAt: string | null;
  /** Of any one second, whatever the width of the buckets. */
  mostPerSecond: number;
  /** Over all buckets. */
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

/** Widths that start at whole minutes, hours and days. */
const WIDTHS = '{1,2,5,10,15,30,60,120,300,600,900,1800,3600,7200,14400,21600,43200,86400,172800,604800,2592000}';
const MOST_BUCKETS = 120;

// $1 lane, $2 request ID, $3 its start. Seconds first, so that its entries are gone through once.
export const BUCKETS = `
  with second as materialized (
    select date_bin('1 second', e.at, 'epoch') as at, count(*) filter (where e.attempts > 0) as handed,
      count(*) filter (where e.attempts = 1) as fresh, sum(e.at - $3::timestamptz) filter (where e.attempts = 1) as late,
      max(e.at - $3::timestamptz) filter (where e.attempts = 1) as latest, min(e.at) filter (where e.attempts > 0) as first_at,
      max(e.at) filter (where e.attempts > 0) as last_at, max(e.outcome_at) as moved_at
    from (
      select case when e.attempts > 0 then coalesce(e.handed_at, e.outcome_at) else e.outcome_at end as at, e.attempts, e.outcome_at
      from queue_entry e
      where e.lane = $1 and e.entry_id between $2::bigint + 1 and $2::bigint + 1048575 and e.outcome_at is not null) e
    group by 1),
  whole as (
    select min(s.first_at) as first_at, max(s.last_at) as last_at, max(s.moved_at) as moved_at, max(s.handed)::int as most,
      (extract(epoch from sum(s.late) / nullif(sum(s.fresh), 0)::float8) * 1000)::float8 as mean_of_all,
      (extract(epoch from max(s.latest)) * 1000)::float8 as max_of_all,
      coalesce((
        select min(u.width) from unnest('${WIDTHS}'::int[]) u (width)
        where u.width >= extract(epoch from max(s.last_at) - min(s.first_at)) / ${MOST_BUCKETS}), 2592000) as seconds
    from second s)
  select date_bin(make_interval(secs => w.seconds), s.at, 'epoch') as at, w.seconds, sum(s.handed)::int as handed,
    (extract(epoch from sum(s.late) / nullif(sum(s.fresh), 0)::float8) * 1000)::float8 as mean,
    (extract(epoch from max(s.latest)) * 1000)::float8 as max, w.most, w.mean_of_all, w.max_of_all, w.first_at, w.last_at, w.moved_at
  from second s cross join whole w
  group by 1, 2, w.most, w.mean_of_all, w.max_of_all, w.first_at, w.last_at, w.moved_at
  order by 1`;

// $1 lane, $2 request ID. What was recalled is Undelivered.
export const FAILURES = `
  select (array['Rejected', 'Undelivered', 'Not Attempted', 'In doubt', 'Undelivered'])[e.status - 3] as status, e.reason, e.provider, count(*)::int as count
  from queue_entry e
  where e.lane = $1 and e.entry_id between $2::bigint + 1 and $2::bigint + 1048575 and e.status between 4 and 8
  group by 1, 2, 3
  order by 4 desc, 1, 2, 3
  limit 100`;
const MOST_FAILURES = 100;

const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

@Injectable()
export class ReportService {
  private readonly timelines = new SharedAnswers<Timeline | null>();
  private readonly failureLists = new SharedAnswers<Failure[] | null>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly requests: RequestsService,
  ) {}

  /** Null where the tenant has no such request. */
  timeline(tenant: string, id: string): Promise<Timeline | null> {
    return this.timelines.get(`${id} ${tenant}`, async () => {
      const request = await this.requests.one(tenant, id);
      if (request === null) return null;
      const rows: BucketRow[] = await this.database.query(BUCKETS, [laneOf(id), id, request.startsAt]);
      return timelineOf(request, rows);
    });
  }

  /** Null where the tenant has no such request. */
  failures(tenant: string, id: string): Promise<Failure[] | null> {
    return this.failureLists.get(`${id} ${tenant}`, async () => {
      const request = await this.requests.one(tenant, id);
      if (request === null) return null;
      const { Rejected, Undelivered, recalled, Expired, 'Not Attempted': notAttempted, 'In doubt': inDoubt } = request.counts;
      const hasFailed = Rejected + Undelivered + recalled + notAttempted + inDoubt > 0;
      const rows: Failure[] = hasFailed ? await this.database.query(FAILURES, [laneOf(id), id]) : [];
      const failures = rows.map((row) => ({ ...row, provider: row.provider === null ? null : shownProvider(row.provider) }));
      // Of what expired no entry says so: its slices do.
      if (Expired > 0) failures.push({ status: 'Expired', reason: 'Expired before it was handed over', provider: null, count: Expired });
      return failures.sort((a, b) => b.count - a.count).slice(0, MOST_FAILURES);
    });
  }
}

function timelineOf({ submittedAt, startsAt, expiresAt, cancelledAt, cancelledBy, counts }: RequestView, rows: BucketRow[]): Timeline {
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

/** Also where nothing was handed over between two that say something. */
function filled(rows: readonly BucketRow[], width: number): Bucket[] {
  const known = new Map(rows.map((row) => [row.at.getTime(), row]));
  const [first, last] = [rows[0]?.at.getTime() ?? 0, rows.at(-1)?.at.getTime() ?? -1];
  return Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, i) => {
    const at = first + i * width;
    const { handed = 0, mean = null, max = null } = known.get(at) ?? {};
    return { at: new Date(at).toISOString(), handedOver: handed, latenessMs: latenessOf(mean, max) };
  });
}

/** Where the start was moved after some had gone, these are not late. */
function latenessOf(mean: number | null, max: number | null): Bucket['latenessMs'] {
  const milliseconds = (late: number): number => Math.max(0, Math.round(late));
  return mean === null || max === null ? null : { mean: milliseconds(mean), max: milliseconds(max) };
}
