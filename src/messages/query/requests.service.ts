// SMS requests as a client sees them: one, or pages of them, newest first. Counts come from the slices, so that those of a million
// entries cost what those of one do; only how many wait for a throttling provider is counted over entries, of the few that are tried again.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Status } from '../../queue/states.js';
import { smsChannelOf } from '../sms.js';
import { laneOf } from '../../queue/entry-ids.js';
import { read, type Reader, statement } from '../../queue/statements.js';
import { type Wait, Waits } from '../../queue/control/waits.js';
import { readTemplate } from '../merge-tags.js';
import { type Cost, costOf } from '../segments.js';
import { shownProvider } from './entry-view.js';
import { lanesInUse } from './lanes.js';
import type { STATES } from './query.dto.js';
import { EDGE, edgeOf, type EdgeParameters, type RangeParameters, rangeOf, type RequestRange } from './request-range.js';
import { gather, isRare, type Key, type Look, lookThrough, readKey, shareOf, writeKey } from './search.js';
import type { Sums } from './slice-sums.js';

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
  /** Why what could leave of it doesn't; empty where nothing holds it up. */
  waitingFor: WaitingFor[];
}

export interface WaitingFor extends Pick<Wait, 'provider' | 'kind' | 'reason'> {
  since: string | null;
}

export interface RequestsFilter extends RequestRange {
  state?: State;
  /** E.164. */
  mobile?: string;
  sender?: string;
  cursor?: string;
  limit: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

interface RequestRow extends Sums {
  waits_in: string[];
  queue_full: number;
  id: string;
  channel: number;
  payload: string;
  units: string | null;
  sender: string | null;
  priority: boolean;
  fallback: number | null;
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

interface RequestsParameters extends RangeParameters, EdgeParameters {
  mobile: string | null;
  sender: string | null;
  state: State | null;
  most: number;
}

export const REQUEST = statement<{ lane: number; requestId: string; tenant: string }, RequestRow>('request', import.meta.url);
export const REQUESTS = statement<RequestsParameters, RequestRow>('requests', import.meta.url);
export const REQUESTS_OF_RARE = statement<RequestsParameters, RequestRow>('requests-of-rare', import.meta.url);

@Injectable()
export class RequestsService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly waits: Waits,
  ) {}

  /** Null where there is none of this tenant. @param on a transaction, to see what it has done */
  async one(tenant: string, id: string, on: Reader = this.database): Promise<RequestView | null> {
    const rows = await read(on, REQUEST, { lane: laneOf(id), requestId: id, tenant });
    return rows[0] === undefined ? null : this.viewOf(tenant, rows[0]);
  }

  async page(filter: RequestsFilter): Promise<Page<RequestView>> {
    const from = readKey(filter.cursor);
    const lanes = await lanesInUse(this.database);
    const looks = await Promise.all(lanes.map((lane) => this.lookIn(lane, lanes.length, filter, from)));
    const { items, next } = gather(looks, filter.limit, keyOf);
    return { items: await Promise.all(items.map((row) => this.viewOf(filter.tenant, row))), next: writeKey(next) };
  }

  /** Over all that a tenant has waiting; what a lane that can't be asked would say is left out. */
  async waitingOf(tenant: string): Promise<WaitingFor[]> {
    const lanes = await lanesInUse(this.database);
    return waitingFor((await Promise.all(lanes.map((lane) => this.waits.ofTenant(lane, tenant).catch(() => [])))).flat());
  }

  private async viewOf(tenant: string, row: RequestRow): Promise<RequestView> {
    const waits = await this.waits.of(laneOf(row.id), tenant, row.waits_in);
    return viewOf(row, waitingFor([...waits.values()].flat()));
  }

  private async lookIn(lane: number, lanes: number, filter: RequestsFilter, from: Key | undefined): Promise<Look<RequestRow>> {
    const { mobile, sender, state, limit } = filter;
    const isFew = mobile !== undefined && (await isRare(this.database, lane, mobile));
    return lookThrough({ from, enough: limit + 1, most: shareOf(lanes, limit + 1) }, async (start, size, enough) => {
      const range = rangeOf(lane, filter, start);
      const [edge] = isFew ? [] : await read(this.database, EDGE, { ...range, further: size - 1 });
      const chosen = { mobile: mobile ?? null, sender: sender ?? null, state: state ?? null, most: enough };
      const items = await read(this.database, isFew ? REQUESTS_OF_RARE : REQUESTS, { ...range, ...edgeOf(edge), ...chosen });
      const full = items.length >= enough ? items.at(-1) : undefined;
      return { items, end: full === undefined ? (edge ?? null) : keyOf(full), cost: size };
    });
  }
}

const keyOf = ({ created_us, id }: RequestRow): Key => ({ us: created_us, id });

/** Each reason once. */
export function waitingFor(waits: readonly Wait[]): WaitingFor[] {
  const found = new Map(
    waits.map(({ provider, kind, reason, since }): [string, WaitingFor] => {
      const shown = provider === null ? null : shownProvider(provider);
      return [JSON.stringify([shown, kind, reason]), { provider: shown, kind, reason, since: since?.toISOString() ?? null }];
    }),
  );
  return [...found.values()];
}

/** Of a personal content the texts differ: what all of them take together is known. */
function costOfRequest({ channel, payload, units }: RequestRow): Cost & { segmentsTotal?: number | null } {
  if (readTemplate(payload).tags.length === 0) return costOf(smsChannelOf(channel), payload);
  return { segments: null, encoding: null, segmentsTotal: units === null ? null : Number(units) };
}

function viewOf(row: RequestRow, waiting: WaitingFor[]): RequestView {
  return {
    id: row.id,
    channel: smsChannelOf(row.channel),
    content: row.payload,
    ...costOfRequest(row),
    sender: row.sender,
    priority: row.priority,
    sendVoiceSmsOnFailure: row.fallback !== null,
    state: row.state,
    paused: row.paused,
    recipientCount: row.recipient_count,
    submittedAt: row.created_at.toISOString(),
    submittedBy: row.submitted_by,
    startsAt: row.starts_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    cancelledBy: row.cancelled_by,
    counts: countsOf(row),
    waitingFor: waiting,
  };
}

/** Of a request, or of many. */
export const countsOf = (row: Sums & { queue_full: number }): RequestView['counts'] => ({
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
});
