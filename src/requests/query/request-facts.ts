// The facts of one request. A module selects the fields that it shows.
import type { Channels } from '../../queue/channels.js';
import { channelName } from './channel-name.js';
import type { Wait } from '../../queue/control/waits.js';
import { REQUEST_STATES, type Status } from '../../queue/states.js';
import { shownProvider } from './entry-facts.js';
import type { Sums } from './slice-sums.js';

export const STATES = REQUEST_STATES;
export type State = (typeof STATES)[number];

/** The number of entries by status. `recalled` entries are undelivered, and counted separately. */
export type Counts = Record<Status | 'recalled', number>;

export interface WaitingFor extends Pick<Wait, 'provider' | 'kind' | 'reason'> {
  since: string | null;
}

export interface RequestFacts {
  id: string;
  /** The name of the request's channel. */
  channel: string;
  /** The payload as the module stored it. */
  payload: string;
  units: number | null;
  sender: string | null;
  priority: boolean;
  /** The name of the fallback channel, which is used after a final failure. */
  fallback: string | null;
  state: State;
  paused: boolean;
  recipientCount: number;
  submittedAt: string;
  submittedBy: string;
  startsAt: string;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  counts: Counts;
  /** The reasons why due entries are not handed over now. Empty = there is none. */
  waitingFor: WaitingFor[];
}

/** A row of a statement with the fragments request_columns and request_sums. */
export interface RequestRow extends Sums {
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

/** Removes repeated reasons. */
export function waitingFor(waits: readonly Wait[]): WaitingFor[] {
  const found = new Map(
    waits.map(({ provider, kind, reason, since }): [string, WaitingFor] => {
      const shown = provider === null ? null : shownProvider(provider);
      return [JSON.stringify([shown, kind, reason]), { provider: shown, kind, reason, since: since?.toISOString() ?? null }];
    }),
  );
  return [...found.values()];
}

export const requestFacts = (row: RequestRow, channels: Channels, waiting: WaitingFor[]): RequestFacts => ({
  id: row.id,
  channel: channelName(channels, row.channel),
  payload: row.payload,
  units: row.units === null ? null : Number(row.units),
  sender: row.sender,
  priority: row.priority,
  fallback: row.fallback === null ? null : channelName(channels, row.fallback),
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
});

/** The counts of one request, or of many. */
export const countsOf = (row: Sums & { queue_full: number }): Counts => ({
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
