// The facts of one queue entry, with a status message. A module selects the fields that it shows.
import type { Channels } from '../../queue/channels.js';
import { channelName } from './channel-name.js';
import { sayWait, type Wait } from '../../queue/control/waits.js';
import type { Status } from '../../queue/states.js';

/** The status message of an expired entry. */
export const EXPIRED = 'Expired before it was handed over';

export interface EntryFacts {
  entryId: string;
  requestId: string;
  address: string;
  /** The name of the entry's channel. */
  channel: string;
  status: Status;
  statusMessage: string;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  updatedAt: string;
}

/** The facts of an entry from a search over all requests, with facts of its request. */
export interface FoundEntryFacts extends EntryFacts {
  /** The payload as the module stored it. */
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
  /** The queue in which the entry waits; null before its start. */
  waits_in: string | null;
}

export interface FoundRow extends EntryRow {
  submitted_by: string;
  payload: string;
  variables: string | null;
  created_us: string;
}

/** The status message of an entry that a provider has accepted. Undefined = `Sent to TWILIO`. */
export type SentTo = ((provider: string) => string) | undefined;

/** Removes the suffix of a stored provider's name, which identifies its tenant (providers/stored/draft.ts). */
export const shownProvider = (name: string): string => name.replace(/__[\dA-F]{16}$/, '');

/** A sentence with the status and its reason. @param wait the reason for which the whole queue of the entry waits */
export function statusMessage({ status, provider, reason, attempts }: EntryRow, wait: Wait | undefined, sentTo: SentTo): string {
  const because = reason === null ? '' : `: ${reason}`;
  const held = wait === undefined ? '' : `: ${sayWait(wait, shownProvider)}`;
  // Under throttling, the provider's reason for this entry is more precise than the reason of the whole queue.
  const own = because === '' || (wait !== undefined && wait.kind !== 'throttled') ? held : because;
  switch (status) {
    case 'Submitted': {
      // If the worker died after the hand-over, the provider is unknown.
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

/** The time of the last change of status. */
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
