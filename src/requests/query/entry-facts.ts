// All that is known of one queue entry, with a sentence about where it is. A module shows what it wants of it.
import type { Channels } from '../../queue/channels.js';
import { channelName } from './channel-name.js';
import { sayWait, type Wait } from '../../queue/control/waits.js';
import type { Status } from '../../queue/states.js';

/** What the status message of an expired entry is. */
export const EXPIRED = 'Expired before it was handed over';

export interface EntryFacts {
  entryId: string;
  requestId: string;
  address: string;
  /** The name of its channel. */
  channel: string;
  status: Status;
  statusMessage: string;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  updatedAt: string;
}

/** Of an entry that a search over all requests has found: also what its request says. */
export interface FoundEntryFacts extends EntryFacts {
  /** As the module stored it. */
  payload: string;
  /** The values of the recipient, in JSON; null = none. */
  variables: string | null;
  submittedBy: string;
  submittedAt: string;
}

/** A row of a statement with the fragments entry_columns, entry_status and waiting_queue. */
export interface EntryRow {
  entry_id: string;
  request_id: string;
  address: string;
  channel: number;
  attempts: number;
  status: Status;
  provider: string | null;
  provider_message_id: string | null;
  reason: string | null;
  outcome_at: Date | null;
  submitted_at: Date;
  expires_at: Date | null;
  cancelled_at: Date | null;
  /** The queue in which it is held up, if its start has come. */
  waits_in: string | null;
}

export interface FoundRow extends EntryRow {
  submitted_by: string;
  payload: string;
  variables: string | null;
  created_us: string;
}

/** How a module says that a provider has accepted an entry; undefined: `Sent to TWILIO`. */
export type SentTo = ((provider: string) => string) | undefined;

/** A stored provider's name ends in whose it is (providers/stored/draft.ts), which is nobody's to see. */
export const shownProvider = (name: string): string => name.replace(/__[\dA-F]{16}$/, '');

/** Why it is where it is, in a sentence. @param wait what keeps all that waits beside it */
export function statusMessage({ status, provider, reason, attempts }: EntryRow, wait: Wait | undefined, sentTo: SentTo): string {
  const because = reason === null ? '' : `: ${reason}`;
  const held = wait === undefined ? '' : `: ${sayWait(wait, shownProvider)}`;
  // What a provider said to itself says more than that there are others.
  const own = because === '' || (wait !== undefined && wait.kind !== 'throttled') ? held : because;
  switch (status) {
    case 'Submitted': {
      // After a worker died nobody knows by whom it went.
      if (provider === null) return `Submitted${because}`;
      const shown = shownProvider(provider);
      return `${sentTo?.(shown) ?? `Sent to ${shown}`}${because}`;
    }
    case 'Initial':
      return attempts === 0 ? `Waiting in the queue${held}` : `Waiting for another try${own}`;
    case 'Queue Full':
      return `Queue Full, waiting for another try${own}`;
    case 'Expired':
      return EXPIRED;
    case 'Sending':
    case 'Delivered':
    case 'Undelivered':
    case 'Rejected':
    case 'Not Attempted':
    case 'Cancelled':
    case 'In doubt':
      return status === 'Cancelled' || status === 'Sending' ? status : `${status}${because}`;
  }
}

/** When it last moved. */
export function lastMove({ status, outcome_at, submitted_at, expires_at, cancelled_at }: EntryRow): Date {
  const stopped = status === 'Cancelled' ? cancelled_at : status === 'Expired' ? expires_at : null;
  return stopped ?? outcome_at ?? submitted_at;
}

export const entryFacts = (row: EntryRow, channels: Channels, wait: Wait | undefined, sentTo: SentTo): EntryFacts => ({
  entryId: row.entry_id,
  requestId: row.request_id,
  address: row.address,
  channel: channelName(channels, row.channel),
  status: row.status,
  statusMessage: statusMessage(row, wait, sentTo),
  attempts: row.attempts,
  provider: row.provider === null ? null : shownProvider(row.provider),
  providerMessageId: row.provider_message_id,
  updatedAt: lastMove(row).toISOString(),
});

export const foundEntryFacts = (row: FoundRow, channels: Channels, wait: Wait | undefined, sentTo: SentTo): FoundEntryFacts => ({
  ...entryFacts(row, channels, wait, sentTo),
  payload: row.payload,
  variables: row.variables,
  submittedBy: row.submitted_by,
  submittedAt: row.submitted_at.toISOString(),
});
