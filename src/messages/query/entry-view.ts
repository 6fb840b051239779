// One queue entry as the routes show it.
import type { Status } from '../../queue/states.js';
import { smsChannelOf } from '../sms.js';
import { sayWait, type Wait } from '../../queue/control/waits.js';

export interface EntryView {
  smsId: string;
  requestId: string;
  mobile: string;
  channel: 'text' | 'voice';
  status: Status;
  statusMessage: string;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  updatedAt: string;
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

/** A stored provider's name ends in whose it is (providers/stored/draft.ts), which is nobody's to see. */
export const shownProvider = (name: string): string => name.replace(/__[\dA-F]{16}$/, '');

/** Why it is where it is, in a sentence. @param wait what keeps all that waits beside it */
export function statusMessage({ status, provider, reason, attempts }: EntryRow, wait: Wait | undefined): string {
  const because = reason === null ? '' : `: ${reason}`;
  const held = wait === undefined ? '' : `: ${sayWait(wait, shownProvider)}`;
  // What a provider said to itself says more than that there are others.
  const own = because === '' || (wait !== undefined && wait.kind !== 'throttled') ? held : because;
  switch (status) {
    case 'Submitted':
      // After a worker died nobody knows by whom it went.
      return provider === null ? `Submitted${because}` : `SMS request sent to ${shownProvider(provider)} Gateway${because}`;
    case 'Initial':
      return attempts === 0 ? `Waiting in the queue${held}` : `Waiting for another try${own}`;
    case 'Queue Full':
      return `Queue Full, waiting for another try${own}`;
    case 'Expired':
      return 'Expired before it was handed over';
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

export function viewOf(row: EntryRow, wait: Wait | undefined): EntryView {
  return {
    smsId: row.entry_id,
    requestId: row.request_id,
    mobile: row.address,
    channel: smsChannelOf(row.channel),
    status: row.status,
    statusMessage: statusMessage(row, wait),
    attempts: row.attempts,
    provider: row.provider === null ? null : shownProvider(row.provider),
    providerMessageId: row.provider_message_id,
    updatedAt: lastMove(row).toISOString(),
  };
}
