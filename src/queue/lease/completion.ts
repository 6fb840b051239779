// Converts a batch and its results into the parameters of complete.sql.
import type { BegunEntry, AttemptResult, Batch } from './batch.js';
import { positionOf } from '../entry-ids.js';
import { numbers, texts } from '../sql-arrays.js';
import { COMPLETION, OUTCOME, type Outcome } from '../states.js';

export interface SliceKey {
  requestId: string;
  first: number;
}

export const sliceKey = ({ requestId, first }: SliceKey): string => `${requestId} ${first}`;

/** The parameters of complete.sql, described in its header. Arrays are texts in PostgreSQL's notation. */
export interface Completion {
  lane: number;
  leaseToken: string;
  requestIds: string;
  firsts: string;
  submitted: string;
  rejected: string;
  undelivered: string;
  notAttempted: string;
  inDoubt: string;
  retries: string | null;
  waits: string | null;
  rejectedFallbacks: string | null;
  undeliveredFallbacks: string | null;
  slices: string;
  entryIds: string;
  kinds: string | null;
  statuses: string;
  waitingStatuses: string | null;
  attempts: string | null;
  providers: string | null;
  messageIds: string | null;
  reasons: string | null;
  fallbacks: string | null;
}

interface CompletedRow {
  kind: (typeof COMPLETION)[keyof typeof COMPLETION];
  /** The outcome of an entry that ends. */
  status: Outcome;
  waiting: number | null;
  waitMs: number;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  reason: string | null;
  /** The code of the fallback channel. */
  fallback: number | null;
}

const NOTHING = { waiting: null, waitMs: 0, attempts: 1, provider: null, providerMessageId: null, reason: null, fallback: null };

function rowOf(result: AttemptResult): CompletedRow {
  switch (result.kind) {
    case 'ended': {
      const { outcome: status, provider = null, providerMessageId = null, reason = null } = result;
      const attempts = status === OUTCOME.NotAttempted || result.untried ? 0 : 1;
      return { kind: COMPLETION.Ends, status, waiting: null, waitMs: 0, attempts, provider, providerMessageId, reason, fallback: null };
    }
    case 'retry': {
      const { waitMs, provider, reason, throttled } = result;
      const waiting = throttled ? OUTCOME.QueueFull : null;
      return { ...NOTHING, kind: COMPLETION.Retry, status: OUTCOME.NotAttempted, waiting, waitMs, provider, reason };
    }
    case 'fallback': {
      const { outcome: status, provider, reason, channel: fallback } = result;
      return { ...NOTHING, kind: COMPLETION.Fallback, status, provider, reason, fallback };
    }
    case 'untouched':
      return { ...NOTHING, kind: COMPLETION.Retry, status: OUTCOME.NotAttempted, waitMs: result.waitMs ?? 0, attempts: 0 };
  }
}

/** The results of the entries of one slice. */
class SliceTally {
  readonly ended: Partial<Record<Outcome, number>> = {};
  readonly retries: number[] = [];
  readonly waits: number[] = [];
  readonly fallbacks: Partial<Record<Outcome, number[]>> = {};

  /** @param place position of the slice in the arrays of complete.sql, from 1 */
  constructor(
    readonly entry: BegunEntry,
    readonly place: number,
  ) {}

  add(entry: BegunEntry, { kind, status, waitMs }: CompletedRow): void {
    if (kind === COMPLETION.Ends) this.ended[status] = (this.ended[status] ?? 0) + 1;
    else if (kind === COMPLETION.Fallback) (this.fallbacks[status] ??= []).push(positionOf(entry.entryId));
    else {
      this.retries.push(positionOf(entry.entryId));
      this.waits.push(waitMs);
    }
  }
}

/** @param results parallel to the batch's entries */
export function completionOf({ lane, leaseToken, entries }: Batch, results: readonly AttemptResult[]): Completion {
  const rows = results.map(rowOf);
  const tallies = new Map<string, SliceTally>();
  const places = entries.map((entry, i) => {
    const key = sliceKey(entry);
    let tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, (tally = new SliceTally(entry, tallies.size + 1)));
    const row = rows[i];
    if (row !== undefined) tally.add(entry, row);
    return tally.place;
  });
  const slices = [...tallies.values()];
  const ended = (outcome: Outcome): string => numbers(slices.map((slice) => slice.ended[outcome] ?? 0));
  const anyWaits = rows.some(({ kind }) => kind !== COMPLETION.Ends);
  const waiting = (of: (slice: SliceTally) => number[] | undefined): string | null =>
    anyWaits ? texts(slices.map((slice) => numbers(of(slice) ?? []))) : null;
  const numberOf = (key: 'kind' | 'waiting' | 'attempts' | 'fallback', usual: number | null): string | null =>
    rows.every((row) => row[key] === usual) ? null : numbers(rows.map((row) => row[key] ?? 'NULL'));
  const textOf = (key: 'provider' | 'providerMessageId' | 'reason'): string | null =>
    rows.every((row) => row[key] === null) ? null : texts(rows.map((row) => row[key]));
  return {
    lane,
    leaseToken,
    requestIds: numbers(slices.map(({ entry }) => entry.requestId)),
    firsts: numbers(slices.map(({ entry }) => entry.first)),
    submitted: ended(OUTCOME.Submitted),
    rejected: ended(OUTCOME.Rejected),
    undelivered: ended(OUTCOME.Undelivered),
    notAttempted: ended(OUTCOME.NotAttempted),
    inDoubt: ended(OUTCOME.InDoubt),
    retries: waiting(({ retries }) => retries),
    waits: waiting(({ waits }) => waits),
    rejectedFallbacks: waiting(({ fallbacks }) => fallbacks[OUTCOME.Rejected]),
    undeliveredFallbacks: waiting(({ fallbacks }) => fallbacks[OUTCOME.Undelivered]),
    slices: numbers(places),
    entryIds: numbers(entries.map(({ entryId }) => entryId)),
    kinds: numberOf('kind', COMPLETION.Ends),
    statuses: numbers(rows.map(({ status }) => status)),
    waitingStatuses: numberOf('waiting', null),
    attempts: numberOf('attempts', 1),
    providers: textOf('provider'),
    messageIds: textOf('providerMessageId'),
    reasons: textOf('reason'),
    fallbacks: numberOf('fallback', null),
  };
}
