// The Volt MX API's status report (contract section 3): counts over a selection, and a page of its entries, newest first.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import { read, statement } from '../../queue/statements.js';
import type { Status } from '../../queue/states.js';
import { type Wait, Waits } from '../../queue/control/waits.js';
import { type EntryRow, lastMove, statusMessage } from '../../requests/query/entry-facts.js';
import { waitsOf } from '../../requests/query/entry-waits.js';
import { lanesInUse, merge } from '../../requests/query/lanes.js';
import type { Sums } from '../../requests/query/slice-sums.js';
import { SMS } from '../../messages/sms.js';
import { SMS_REQUESTS } from '../../messages/sms-requests.js';
import { VOLTMX_STATUS } from '../words.js';
import type { Elements } from './elements.js';

export interface Selection extends Elements {
  requestId?: string;
  /** E.164. */
  mobile?: string;
  from?: Date;
  /** Exclusive. */
  before?: Date;
}

const NO_COUNTS = { submitted: 0, initial: 0, rejected: 0, opened: 0, 'not attempted': 0, undelivered: 0, cancelled: 0, total: 0 };
/** `recalled` is absent if it is 0, since clients of the Volt MX API do not know this count. Undelivered entries exclude it. */
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

const NOTHING_SELECTED: VoltmxStatus = { ...NO_COUNTS, messages: [] };

interface SelectionParameters {
  lane: number;
  module: string;
  tenant: string;
  requestId: string | null;
  from: Date | null;
  before: Date | null;
}

interface NumberCount {
  status: Status;
  recalled: boolean;
  count: number;
}

export const COUNTS = statement<SelectionParameters, Sums>('selected-counts', import.meta.url);
const COUNTS_OF_NUMBER = statement<SelectionParameters & { mobile: string }, NumberCount>('selected-counts-of-number', import.meta.url);
const ENTRIES = statement<SelectionParameters & { most: number }, EntryRow>('selected-entries', import.meta.url);
const ENTRIES_OF_NUMBER = statement<SelectionParameters & { mobile: string; most: number }, EntryRow>(
  'selected-entries-of-number',
  import.meta.url,
);

@Injectable()
export class VoltmxStatusService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly waits: Waits,
  ) {}

  /** @param selection null = nothing is selected */
  answer(tenant: string, selection: Selection | null): Promise<VoltmxStatus> {
    return selection === null ? Promise.resolve(NOTHING_SELECTED) : this.report(tenant, selection);
  }

  async report(tenant: string, { requestId, mobile, from, before, startElement, elementsPerPage }: Selection): Promise<VoltmxStatus> {
    const lanes = requestId === undefined ? await lanesInUse(this.database) : [laneOf(requestId)];
    const selected = { module: SMS, tenant, requestId: requestId ?? null, from: from ?? null, before: before ?? null };
    const counts = await Promise.all(lanes.map((lane) => this.counts({ lane, ...selected }, mobile)));
    const most = startElement + elementsPerPage;
    const perLane = await Promise.all(lanes.map((lane) => this.entries({ lane, ...selected }, mobile, most)));
    const rows = merge(perLane, newestFirst, most).slice(startElement);
    const waitOf = await waitsOf(this.waits, tenant, rows);
    const messages = rows.map((row) => voltmxMessage(row, waitOf(row)));
    return { ...counts.reduce(add, NO_COUNTS), messages };
  }

  private async counts(selected: SelectionParameters, mobile: string | undefined): Promise<Counts> {
    if (mobile === undefined) {
      const [sums] = await read(this.database, COUNTS, selected);
      return sums === undefined ? NO_COUNTS : countsOf(sums);
    }
    const rows = await read(this.database, COUNTS_OF_NUMBER, { ...selected, mobile });
    return rows.reduce((counts, { status, recalled, count }) => {
      const name = recalled ? 'recalled' : VOLTMX_STATUS[status].toLowerCase();
      // The counts have no key for Queue Full: every waiting entry counts as initial.
      const key = (name === 'queue full' ? 'initial' : name) as keyof Counts;
      return add(counts, { ...NO_COUNTS, [key]: count, total: count });
    }, NO_COUNTS);
  }

  private entries(selected: SelectionParameters, mobile: string | undefined, most: number): Promise<EntryRow[]> {
    return mobile === undefined
      ? read(this.database, ENTRIES, { ...selected, most })
      : read(this.database, ENTRIES_OF_NUMBER, { ...selected, mobile, most });
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

/** Every value is a string; dates are epoch milliseconds. */
function voltmxMessage(row: EntryRow, wait: Wait | undefined): VoltmxMessage {
  return {
    sentDate: String(row.submitted_at.getTime()),
    smsId: row.entry_id,
    lastActivityDate: String(lastMove(row).getTime()),
    mobileNumber: row.address,
    requestId: row.request_id,
    audienceId: '',
    statusMessage: statusMessage(row, wait, SMS_REQUESTS.sentTo),
    status: VOLTMX_STATUS[row.status],
  };
}
