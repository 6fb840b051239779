// The statements that find the spans of a search: consecutive positions of one slice that may hold a matching entry. There is one statement
// for each pair of a source of requests and a status, built once.
import { STATUSES, type Status } from '../../queue/states.js';
import { composed, type Statement } from '../../queue/statements.js';
import { ANY, HOLDING, type Holding } from './holding.sql.js';
import type { EdgeParameters, RangeParameters } from './request-range.js';

/** Consecutive entries of one slice. */
export interface Span {
  request_id: string;
  us: string;
  first: number;
  low: number;
  high: number;
  certain: number;
}

interface SpansParameters extends RangeParameters, EdgeParameters {
  mostRequests: number;
  mostSpans: number;
  requestId: string | null;
  position: number | null;
  address: string | null;
}

/** The source of the requests. */
const SOURCES = {
  requests: `
    select r.id, r.created_at, null::int as position
    from request r
    where :is_in_range(r) and :is_up_to_edge(r) and (:requestId::bigint is null or r.id = :requestId)
    order by r.created_at desc, r.id desc
    limit :mostRequests`,
  /** An address with many entries: the entries of each request are checked. */
  'requests with an address': `
    select r.id, r.created_at, m.position
    from (
      select r.id, r.created_at
      from request r
      where :is_in_range(r) and :is_up_to_edge(r) and (:requestId::bigint is null or r.id = :requestId)
      order by r.created_at desc, r.id desc
      limit :mostRequests) r
    cross join lateral (
      select :position(e.entry_id) as position
      from queue_entry e
      where e.lane = :lane and e.address = :address and :is_of_request(e, r.id)
      offset 0) m`,
  /** An address with few entries: the requests are found from the entries, by the index over addresses. */
  'entries of a rare address': `
    select r.id, r.created_at, m.position
    from (
      select :request_of(e.entry_id) as request_id, :position(e.entry_id) as position
      from queue_entry e
      where e.lane = :lane and e.address = :address
      offset 0) m
    cross join lateral (
      select r.id, r.created_at
      from request r
      where r.id = m.request_id and :is_in_range(r) and :is_up_to_edge(r) and (:requestId::bigint is null or r.id = :requestId)
        and :mostRequests::int > 0
      offset 0) r`,
} as const;

export type Source = keyof typeof SOURCES;

// (`offset 0` prevents a plan that hashes all slices of the lane if the planner expects many requests.)
const spansFrom = (source: string, { where, low, high, certain }: Holding): string => `
  select p.request_id, p.us, p.first, p.low, p.high, p.certain
  from (
    select r.id as request_id, :created_us(r) as us, r.created_at, s.first, s.certain, greatest(${low}, :position::int, r.position) as low,
      least(${high}, :position::int, r.position, case when r.id = :request_of(:startId::bigint) then :position(:startId::bigint) - 1 end) as high
    from (${source}) r
    cross join lateral (
      -- The certain number holds only for a whole span: the counted entries may be on the previous page.
      select s.*, case when :position::int is null and :address::text is null and r.id is distinct from :request_of(:startId::bigint)
        then ${certain} else 0 end as certain
      from queue_slice s
      where s.lane = :lane and s.request_id = r.id and ${where} and (:address::text is null or r.position between s.first and s.last)
      offset 0) s) p
  where p.low <= p.high
  order by p.created_at desc, p.request_id desc, p.low desc
  limit :mostSpans`;

type Spans = Statement<SpansParameters, Span>;
const spansOf = (source: Source, status: string, holding: Holding): Spans =>
  composed<SpansParameters, Span>(`spans of ${source}, ${status}`, spansFrom(SOURCES[source], holding), import.meta.url);

const HOLDINGS: Readonly<Record<Status | 'any status', Holding>> = { ...HOLDING, 'any status': ANY };
const entriesOf = (source: Source): [string, Spans][] =>
  ([...STATUSES, 'any status'] as const).map((status) => [`${source} ${status}`, spansOf(source, status, HOLDINGS[status])]);

const ALL = new Map((Object.keys(SOURCES) as Source[]).flatMap(entriesOf));

/** All statements, for tests. */
export const SPANS: readonly Spans[] = [...ALL.values()];

/** @param status undefined = any status */
export function spans(source: Source, status: Status | undefined): Spans {
  const found = ALL.get(`${source} ${status ?? 'any status'}`);
  if (found === undefined) throw new Error(`There are no spans of ${source}, ${status ?? 'any status'}`);
  return found;
}
