// SMS requests as a client sees them: one, or pages of them, newest first. Counts come from the slices, so that those of a million
// entries cost what those of one do; only how many wait for a throttling carrier is counted over entries, of the few that are tried again.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { channelOf, type Status } from '../../queue/states.js';
import { laneOf } from '../../queue/sms-ids.js';
import { type Cost, costOf } from '../segments.js';
import { readCursor, writeCursor } from './cursor.js';
import { lanesInUse, merge } from './lanes.js';
import type { STATES } from './see.dto.js';
import { PAUSED, REQUEST_STATE, SLICE_SUMS, type Sums } from './standing.sql.js';

export type State = (typeof STATES)[number];

export interface RequestView extends Cost {
  id: string;
  channel: 'text' | 'voice';
  content: string;
  sender: string | null;
  priority: boolean;
  sendVoiceSmsOnFailure: boolean;
  state: State;
  paused: boolean;
  recipientCount: number;
  submittedAt: string;
  submittedBy: string;
  startsAt: string;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  /** By status, and what was recalled (Undelivered, counted apart). */
  counts: Record<Status | 'recalled', number>;
}

export interface RequestsFilter {
  state?: State;
  /** E.164. */
  mobile?: string;
  sender?: string;
  from?: Date;
  to?: Date;
  cursor?: string;
  limit: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

interface RequestRow extends Sums {
  queue_full: number;
  id: string;
  channel: number;
  content: string;
  sender: string | null;
  priority: boolean;
  voice_on_failure: boolean;
  state: State;
  paused: boolean;
  recipient_count: number;
  created_at: Date;
  created_us: string;
  submitted_by: string;
  starts_at: Date;
  expires_at: Date | null;
  cancelled_at: Date | null;
  cancelled_by: string | null;
}

const SELECT = `select r.*, (extract(epoch from r.created_at) * 1000000)::bigint as created_us, ${REQUEST_STATE} as state, a.*, q.queue_full
  from sms_request r
  cross join lateral (select ${SLICE_SUMS}, ${PAUSED} from sms_slice s where s.lane = $1 and s.request_id = r.id) a
  cross join lateral (
    select count(*)::int as queue_full
    from sms_slice s cross join unnest(s.again) u (position)
    join sms_queue_entry e on e.lane = $1 and e.sms_id = r.id + u.position
    where s.lane = $1 and s.request_id = r.id and s.stopped is null and e.status = 1) q`;

/** $1 lane, $2 request ID, $3 tenant. Reads its row, its slices, and the few entries that are tried again. */
export const ONE = `${SELECT} where r.lane = $1 and r.id = $2 and r.tenant = $3`;

@Injectable()
export class RequestsService {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Null where there is none of this tenant. @param query of a transaction, to see what it has done */
  async one(tenant: string, id: string, query?: (sql: string, values: unknown[]) => Promise<unknown[]>): Promise<RequestView | null> {
    const values = [laneOf(id), id, tenant];
    const rows = (query === undefined ? await this.database.query(ONE, values) : await query(ONE, values)) as RequestRow[];
    return rows[0] === undefined ? null : viewOf(rows[0]);
  }

  async page(tenant: string, filter: RequestsFilter): Promise<Page<RequestView>> {
    const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor, 2);
    const most = filter.limit + 1;
    const lanes = await lanesInUse(this.database);
    const perLane = await Promise.all(lanes.map((lane) => this.pageOfLane(lane, tenant, filter, after, most)));
    const rows = merge(perLane, newestFirst, most);
    const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
    return { items: rows.slice(0, filter.limit).map(viewOf), next: last === undefined ? null : writeCursor(last.created_us, last.id) };
  }

  private pageOfLane(
    lane: number,
    tenant: string,
    filter: RequestsFilter,
    after: string[] | undefined,
    most: number,
  ): Promise<RequestRow[]> {
    const values: unknown[] = [lane, tenant];
    const value = (given: unknown): string => `$${values.push(given)}`;
    const { state, mobile, sender, from, to } = filter;
    const where = ['r.lane = $1', 'r.tenant = $2'];
    if (mobile !== undefined)
      where.push(`r.id in (select (e.sms_id >> 20) << 20 from sms_queue_entry e where e.lane = $1 and e.mobile = ${value(mobile)})`);
    if (sender !== undefined) where.push(`r.sender = ${value(sender)}`);
    if (from !== undefined) where.push(`r.created_at >= ${value(from)}`);
    // `to` names a millisecond, all of it.
    if (to !== undefined) where.push(`r.created_at < ${value(new Date(to.getTime() + 1))}`);
    if (state !== undefined) where.push(`${REQUEST_STATE} = ${value(state)}`);
    if (after !== undefined)
      where.push(
        `(r.created_at, r.id) < (timestamptz 'epoch' + ${value(after[0])}::bigint * interval '1 microsecond', ${value(after[1])}::bigint)`,
      );
    return this.database.query(`${SELECT} where ${where.join(' and ')} order by r.created_at desc, r.id desc limit ${value(most)}`, values);
  }
}

function newestFirst(a: RequestRow, b: RequestRow): number {
  const [left, right] = a.created_us === b.created_us ? [BigInt(a.id), BigInt(b.id)] : [BigInt(a.created_us), BigInt(b.created_us)];
  return left < right ? 1 : -1;
}

function viewOf(row: RequestRow): RequestView {
  return {
    id: row.id,
    channel: channelOf(row.channel),
    content: row.content,
    ...costOf(channelOf(row.channel), row.content),
    sender: row.sender,
    priority: row.priority,
    sendVoiceSmsOnFailure: row.voice_on_failure,
    state: row.state,
    paused: row.paused,
    recipientCount: row.recipient_count,
    submittedAt: row.created_at.toISOString(),
    submittedBy: row.submitted_by,
    startsAt: row.starts_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    cancelledBy: row.cancelled_by,
    counts: {
      Initial: row.waiting - row.queue_full,
      'Queue Full': row.queue_full,
      Sending: row.sending,
      Submitted: row.submitted,
      Delivered: row.delivered,
      Undelivered: row.undelivered,
      recalled: row.recalled,
      Expired: row.expired,
      Rejected: row.rejected,
      'Not Attempted': row.not_attempted,
      Cancelled: row.cancelled,
      'In doubt': row.in_doubt,
    },
  };
}
