// A window and its verdicts as record.sql's arrays.
import { CHANNEL, OUTCOME } from './states.js';
import type { BegunEntry, Verdict, Window } from './window.js';

export interface SliceKey {
  requestId: string;
  first: number;
}

export const sliceKey = ({ requestId, first }: SliceKey): string => `${requestId} ${first}`;

interface RecordRow {
  status: number;
  waiting: number | null;
  waitMs: number | null;
  attempts: number;
  channel: number | null;
  carrier: string | null;
  carrierMessageId: string | null;
  reason: string | null;
}

const NOTHING = { waiting: null, waitMs: null, attempts: 1, channel: null, carrier: null, carrierMessageId: null, reason: null };

function rowOf(verdict: Verdict): RecordRow {
  switch (verdict.kind) {
    case 'ended': {
      const { outcome: status, carrier = null, carrierMessageId = null, reason = null } = verdict;
      return { ...NOTHING, status, carrier, carrierMessageId, reason, attempts: status === OUTCOME.NotAttempted ? 0 : 1 };
    }
    case 'again': {
      const { waitMs, carrier, reason, throttled } = verdict;
      return { ...NOTHING, status: OUTCOME.NotAttempted, waitMs, carrier, reason, waiting: throttled ? OUTCOME.QueueFull : null };
    }
    case 'call': {
      const { outcome: status, carrier, reason } = verdict;
      return { ...NOTHING, status, waitMs: 0, channel: CHANNEL.voice, carrier, reason };
    }
    case 'untouched':
      return { ...NOTHING, status: OUTCOME.NotAttempted, waitMs: 0, attempts: 0 };
  }
}

/** @param verdicts parallel to the window's entries */
export function recordValues({ lane, holder, entries }: Window, verdicts: readonly Verdict[]): unknown[] {
  const slices = [...new Map(entries.map((entry) => [sliceKey(entry), entry])).values()];
  const rows = verdicts.map(rowOf);
  const of = <K extends keyof BegunEntry>(from: readonly BegunEntry[], key: K): BegunEntry[K][] => from.map((entry) => entry[key]);
  const column = <K extends keyof RecordRow>(key: K): RecordRow[K][] => rows.map((row) => row[key]);
  return [
    lane,
    holder,
    of(slices, 'requestId'),
    of(slices, 'first'),
    of(entries, 'requestId'),
    of(entries, 'first'),
    of(entries, 'smsId'),
    column('status'),
    column('waiting'),
    column('waitMs'),
    column('attempts'),
    column('channel'),
    column('carrier'),
    column('carrierMessageId'),
    column('reason'),
  ];
}
