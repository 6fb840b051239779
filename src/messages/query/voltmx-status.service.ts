// The Volt MX API's status report (contract section 3): counts over a selection, and a page of its entries, newest first.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import { type Status, VOLTMX_STATUS } from '../../queue/states.js';
import { type Wait, Waits } from '../../queue/waits.js';
import { ENTRY_STATUS, SLICE_OF_ENTRY, SLICE_SUMS, type Sums, WAITS_HERE } from './entry-status.sql.js';
import { ENTRY_COLUMNS, type EntryRow, lastMove, statusMessage } from './entry-view.js';
import { waitsOf } from './entry-waits.js';
import { lanesInUse, merge } from './lanes.js';
import type { Elements } from './voltmx-page.js';

export interface Selection extends Elements {
  requestId?: string;
  /** E.164. */
  mobile?: string;
  from?: Date;
  /** Exclusive. */
  before?: Date;
}

const NO_COUNTS = { submitted: 0, initial: 0, rejected: 0, opened: 0, 'not attempted': 0, undelivered: 0, cancelled: 0, total: 0 };
/** `recalled`, not undelivered here, only where there are any: a client of the Volt MX API knows no such count. */
type Counts = typeof NO_COUNTS & { recalled?: number };

interface VoltmxMessage {
  sentDate: string;
  smsId: string;
  lastActivityDate: string;
  mobileNumber: string;
  requestId: string;
  audienceId: string;
  statusMessage: string;
  status: string;
}

export interface VoltmxStatus extends Counts {
  messages: VoltmxMessage[];
}

export const NOTHING_SELECTED: VoltmxStatus = { ...NO_COUNTS, messages: [] };

// $2 tenant, $3 request ID, $4 from, $5 before, $6 mobile; null = any.
const REQUESTS = `r.lane = $1 and r.tenant = $2 and r.module = 'sms' and ($3::bigint is null or r.id = $3)
  and ($4::timestamptz is null or r.created_at >= $4) and ($5::timestamptz is null or r.created_at < $5)`;
/** The counts of a selection: of its slices alone. */
export const COUNTS = `select ${SLICE_SUMS}
  from request r join queue_slice s on s.lane = $1 and s.request_id = r.id
  where ${REQUESTS}`;
const COUNTS_OF_MOBILE = `select ${ENTRY_STATUS} as status, coalesce(e.status = 8, false) as recalled, count(*)::int as count
  from queue_entry e
  join request r on r.lane = $1 and r.id = (e.entry_id >> 20) << 20
  join ${SLICE_OF_ENTRY}
  where e.lane = $1 and e.address = $6 and ${REQUESTS}
  group by 1, 2`;
// A page reads no more requests, and of each no more entries, than it may hold.
const ENTRIES = `select ${ENTRY_COLUMNS}, ${ENTRY_STATUS} as status, ${WAITS_HERE}
  from (select * from request r where ${REQUESTS} order by r.created_at desc, r.id desc limit $7) r
  cross join lateral (
    select * from queue_entry e where e.lane = $1 and e.entry_id between r.id + 1 and r.id + 1048575 order by e.entry_id desc limit $7) e
  join ${SLICE_OF_ENTRY}
  order by r.created_at desc, r.id desc, e.entry_id desc
  limit $7`;
const ENTRIES_OF_MOBILE = `select ${ENTRY_COLUMNS}, ${ENTRY_STATUS} as status, ${WAITS_HERE}
  from queue_entry e
  join request r on r.lane = $1 and r.id = (e.entry_id >> 20) << 20
  join ${SLICE_OF_ENTRY}
  where e.lane = $1 and e.address = $6 and ${REQUESTS}
  order by r.created_at desc, r.id desc, e.entry_id desc
  limit $7`;

@Injectable()
export class VoltmxStatusService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly waits: Waits,
  ) {}

  async report(tenant: string, { requestId, mobile, from, before, startElement, elementsPerPage }: Selection): Promise<VoltmxStatus> {
    const lanes = requestId === undefined ? await lanesInUse(this.database) : [laneOf(requestId)];
    const valuesOf = (lane: number): unknown[] => [lane, tenant, requestId ?? null, from ?? null, before ?? null];
    const counts = await Promise.all(lanes.map((lane) => this.counts(valuesOf(lane), mobile)));
    const most = startElement + elementsPerPage;
    const perLane = await Promise.all(lanes.map((lane) => this.entries(valuesOf(lane), mobile, most)));
    const rows = merge(perLane, newestFirst, most).slice(startElement);
    const waitOf = await waitsOf(this.waits, tenant, rows);
    const messages = rows.map((row) => voltmxMessage(row, waitOf(row)));
    return { ...counts.reduce(add, NO_COUNTS), messages };
  }

  private async counts(values: unknown[], mobile: string | undefined): Promise<Counts> {
    if (mobile === undefined) {
      const [sums]: Sums[] = await this.database.query(COUNTS, values);
      return sums === undefined ? NO_COUNTS : countsOf(sums);
    }
    const rows: { status: Status; recalled: boolean; count: number }[] = await this.database.query(COUNTS_OF_MOBILE, [...values, mobile]);
    return rows.reduce((counts, { status, recalled, count }) => {
      const name = recalled ? 'recalled' : VOLTMX_STATUS[status].toLowerCase();
      // Whatever waits is initial in the counts, also where the provider's queue is full.
      const key = (name === 'queue full' ? 'initial' : name) as keyof Counts;
      return add(counts, { ...NO_COUNTS, [key]: count, total: count });
    }, NO_COUNTS);
  }

  private entries(values: unknown[], mobile: string | undefined, most: number): Promise<EntryRow[]> {
    return mobile === undefined
      ? this.database.query(ENTRIES.replaceAll('$7', '$6'), [...values, most])
      : this.database.query(ENTRIES_OF_MOBILE, [...values, mobile, most]);
  }
}

function countsOf(sums: Sums): Counts {
  const counts = {
    submitted: sums.submitted + sums.delivered + sums.in_doubt,
    initial: sums.waiting + sums.sending,
    rejected: sums.rejected,
    opened: 0,
    'not attempted': sums.not_attempted,
    undelivered: sums.undelivered + sums.expired,
    cancelled: sums.cancelled,
    ...(sums.recalled > 0 && { recalled: sums.recalled }),
  };
  return { ...counts, total: Object.values(counts).reduce((total, count) => total + count, 0) };
}

function add(a: Counts, b: Counts): Counts {
  const names = Object.keys({ ...a, ...b }) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) as unknown as Counts;
}

function newestFirst(a: EntryRow, b: EntryRow): number {
  const later = b.submitted_at.getTime() - a.submitted_at.getTime();
  return later === 0 ? (BigInt(a.entry_id) < BigInt(b.entry_id) ? 1 : -1) : later;
}

/** Strings throughout, dates as epoch milliseconds. */
function voltmxMessage(row: EntryRow, wait: Wait | undefined): VoltmxMessage {
  return {
    sentDate: String(row.submitted_at.getTime()),
    smsId: row.entry_id,
    lastActivityDate: String(lastMove(row).getTime()),
    mobileNumber: row.address,
    requestId: row.request_id,
    audienceId: '',
    statusMessage: statusMessage(row, wait),
    status: VOLTMX_STATUS[row.status],
  };
}
