// Entries of all requests of a tenant, newest first: by who submitted, time, number and status, or of one request or one SMS ID. A status
// is derived, so nothing leads to it but the slices, whose counters say which of them can hold it; only those are read.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf, positionOf, requestOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { type Wait, Waits } from '../../queue/waits.js';
import { ENTRY_COLUMNS, type EntryRow, type EntryView, viewOf } from './entry-view.js';
import { waitsOf } from './entry-waits.js';
import { ANY, HOLDING, type Holding } from './holding.sql.js';
import { lanesInUse } from './lanes.js';
import { EDGE, IN_RANGE, NEWEST_FIRST, type RequestRange, rangeValues, TO_EDGE, US } from './request-range.js';
import type { Page } from './requests.service.js';
import { type Found, gather, isRare, type Key, type Look, lookThrough, readKey, shareOf, type Step, writeKey } from './search.js';
import { textFor } from '../merge-tags.js';
import { ENTRY_STATUS, WAITS_HERE } from './entry-status.sql.js';

export interface EntrySearch extends RequestRange {
  requestId?: string;
  smsId?: string;
  /** E.164. */
  mobile?: string;
  status?: Status;
  cursor?: string;
  limit: number;
}

export interface FoundEntry extends EntryView {
  user: string;
  content: string;
  submittedAt: string;
}

export interface EntriesFound extends Page<FoundEntry> {
  /** How far back the page has looked; null = to the end. */
  searchedTo: string | null;
}

interface FoundRow extends EntryRow {
  submitted_by: string;
  payload: string;
  variables: string | null;
  created_us: string;
}

/** Consecutive entries of one slice. */
interface Span {
  request_id: string;
  us: string;
  first: number;
  low: number;
  high: number;
  certain: number;
}

/** Entries that a step reads where not each of them is one that is looked for: 50,000 cost PostgreSQL 25 ms. */
const MOST_ENTRIES = 50_000;
const MOST_SPANS = 1_000;
/** What reading an entry costs beside walking over a request. */
const ENTRY_COST = 0.1;

// $10 requests at most, $11 spans at most, $12 request ID, $13 position, $14 mobile. (`offset 0`: where the planner thinks of many
// requests it would hash all slices of the lane instead of looking these up.)
const spansOf = ({ where, low, high, certain }: Holding): string => `
  select p.request_id, p.us, p.first, p.low, p.high, p.certain
  from (
    select r.id as request_id, ${US} as us, r.created_at, s.first, s.certain, greatest(${low}, $13::int, r.position) as low,
      least(${high}, $13::int, r.position, case when r.id = ($7::bigint >> 20) << 20 then ($7::bigint & 1048575)::int - 1 end) as high
    from requests r
    cross join lateral (
      -- Sure only of a whole span: what the page before has seen may be what is counted.
      select s.*, case when $13::int is null and $14::text is null and r.id is distinct from ($7::bigint >> 20) << 20 then ${certain} else 0 end as certain
      from queue_slice s
      where s.lane = $1 and s.request_id = r.id and ${where} and ($14::text is null or r.position between s.first and s.last)
      offset 0) s) p
  where p.low <= p.high
  order by p.created_at desc, p.request_id desc, p.low desc
  limit $11`;
/** Of `requests`, as one of these. */
export const spans = (source: string, holding: Holding): string => spansOf(holding).replace('requests r', `(${source}) r`);
export const REQUESTS = `
    select r.id, r.created_at, null::int as position from request r
    where ${IN_RANGE} and ${TO_EDGE} and ($12::bigint is null or r.id = $12)
    order by ${NEWEST_FIRST} limit $10`;
/** A number with many entries: each request is asked for its own. */
export const REQUESTS_WITH_MOBILE = `
    select r.id, r.created_at, m.position
    from (select r.id, r.created_at from request r where ${IN_RANGE} and ${TO_EDGE} and ($12::bigint is null or r.id = $12) order by ${NEWEST_FIRST} limit $10) r
    cross join lateral (
      select (e.entry_id & 1048575)::int as position from queue_entry e
      where e.lane = $1 and e.address = $14 and e.entry_id between r.id + 1 and r.id + 1048575
      offset 0) m`;
/** A number with few: its entries lead to their requests. */
export const FEW_OF_MOBILE = `
    select r.id, r.created_at, m.position
    from (
      select (e.entry_id >> 20) << 20 as request_id, (e.entry_id & 1048575)::int as position
      from queue_entry e where e.lane = $1 and e.address = $14 offset 0) m
    cross join lateral (
      select r.id, r.created_at from request r
      where r.id = m.request_id and ${IN_RANGE} and ${TO_EDGE} and ($12::bigint is null or r.id = $12) and $10::int > 0
      offset 0) r`;

/** $2 request IDs, $3 first positions of their slices, $4 to $5 positions, $6 status, $7 entries at most. */
const READ = `
  select ${ENTRY_COLUMNS}, e.waits_in, e.variables, r.submitted_by, r.payload, ${US} as created_us, e.entry_status as status
  from unnest($2::bigint[], $3::int[], $4::int[], $5::int[]) with ordinality u (request_id, first, low, high, place)
  join request r on r.lane = $1 and r.id = u.request_id
  cross join lateral (
    select e.*, ${ENTRY_STATUS} as entry_status, ${WAITS_HERE}
    from queue_slice s
    join queue_entry e on e.lane = $1 and e.entry_id between u.request_id + u.low and u.request_id + u.high
    where s.lane = $1 and s.request_id = u.request_id and s.first = u.first and ($6::text is null or ${ENTRY_STATUS} = $6)
    order by e.entry_id desc
    limit $7) e
  order by u.place, e.entry_id desc
  limit $7`;

@Injectable()
export class EntrySearchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly waits: Waits,
  ) {}

  async page(search: EntrySearch): Promise<EntriesFound> {
    const { items, next } = await this.find(search);
    const waitOf = await waitsOf(this.waits, search.tenant, items);
    const searchedTo = next === null ? null : new Date(Math.floor(Number(next.us) / 1_000)).toISOString();
    return { items: items.map((row) => foundEntry(row, waitOf(row))), next: writeKey(next), searchedTo };
  }

  /** A whole page of one request's entries, however much has to be read for it. */
  async pageOfRequest(search: EntrySearch & { requestId: string }): Promise<Page<EntryView>> {
    const { items, next } = await this.find(search, Number.POSITIVE_INFINITY);
    const waitOf = await waitsOf(this.waits, search.tenant, items);
    return { items: items.map((row) => viewOf(row, waitOf(row))), next: writeKey(next) };
  }

  private async find(given: EntrySearch, most?: number): Promise<Found<FoundRow>> {
    const search = { ...given, requestId: given.requestId ?? (given.smsId === undefined ? undefined : requestOf(given.smsId)) };
    const { requestId, smsId, limit } = search;
    if (smsId !== undefined && requestOf(smsId) !== requestId) return { items: [], next: null };
    const from = readKey(search.cursor);
    const enough = limit + 1;
    const lanes = requestId === undefined ? await lanesInUse(this.database) : [laneOf(requestId)];
    const share = most ?? shareOf(lanes.length, enough);
    const looks = await Promise.all(lanes.map((lane) => this.lookIn(lane, search, { from, enough, most: share })));
    return gather(looks, limit, ({ created_us, entry_id }) => ({ us: created_us, id: entry_id }));
  }

  private async lookIn(
    lane: number,
    search: EntrySearch,
    how: { from: Key | undefined; enough: number; most: number },
  ): Promise<Look<FoundRow>> {
    const { mobile, requestId } = search;
    const isFew = mobile !== undefined && (await isRare(this.database, lane, mobile));
    const source = mobile === undefined ? REQUESTS : isFew ? FEW_OF_MOBILE : REQUESTS_WITH_MOBILE;
    const isWalk = requestId === undefined && !isFew;
    return lookThrough(how, (start, size, enough) => this.step(lane, { ...search, source, isWalk }, start, size, enough));
  }

  private async step(
    lane: number,
    search: EntrySearch & { source: string; isWalk: boolean },
    start: Key | undefined,
    size: number,
    enough: number,
  ): Promise<Step<FoundRow>> {
    const { requestId, smsId, mobile, status, source, isWalk } = search;
    const range = rangeValues(lane, search, start);
    const [edge]: Key[] = isWalk ? await this.database.query(EDGE, [...range, size - 1]) : [];
    const holding = status === undefined ? ANY : HOLDING[status];
    const most = status === undefined ? enough : MOST_SPANS;
    const found: Span[] = await this.database.query(spans(source, holding), [
      ...range,
      ...[edge?.us ?? null, edge?.id ?? null, size, most, requestId ?? null],
      ...[smsId === undefined ? null : positionOf(smsId), mobile ?? null],
    ]);
    const chosen = choose(found, enough, status);
    const items = await this.read(lane, chosen, status, enough);
    const whole = chosen.length === found.length && found.length < most;
    const last = chosen.at(-1);
    const walked =
      whole || last === undefined ? (edge ?? null) : { us: last.us, id: (BigInt(last.request_id) + BigInt(last.low)).toString() };
    const full = items.length >= enough ? items.at(-1) : undefined;
    const read = chosen.reduce((sum, span) => sum + span.high - span.low + 1, 0);
    return {
      items,
      end: full === undefined ? walked : { us: full.created_us, id: full.entry_id },
      cost: size + (status === undefined ? 0 : read * ENTRY_COST),
    };
  }

  private read(lane: number, chosen: readonly Span[], status: Status | undefined, enough: number): Promise<FoundRow[]> | FoundRow[] {
    if (chosen.length === 0) return [];
    const columns = (['request_id', 'first', 'low', 'high'] as const).map((name) => chosen.map((span) => span[name]));
    return this.database.query(READ, [lane, ...columns, status ?? null, enough]);
  }
}

/** As many as surely hold enough, and no more than may be read, but one. */
function choose(found: readonly Span[], enough: number, status: Status | undefined): Span[] {
  const chosen: Span[] = [];
  let [certain, entries] = [0, 0];
  for (const span of found) {
    const size = span.high - span.low + 1;
    if (certain >= enough || (entries > 0 && status !== undefined && entries + size > MOST_ENTRIES)) break;
    chosen.push(span);
    certain += status === undefined ? size : span.certain;
    entries += size;
  }
  return chosen;
}

function foundEntry(row: FoundRow, wait: Wait | undefined): FoundEntry {
  return {
    ...viewOf(row, wait),
    user: row.submitted_by,
    content: textFor(row.payload, row.variables),
    submittedAt: row.submitted_at.toISOString(),
  };
}
