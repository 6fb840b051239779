// A window and its results as record.sql's arrays.
import { positionOf } from './entry-ids.js';
import { numbers, texts } from './sql-arrays.js';
import { OUTCOME, type Outcome } from './states.js';
import type { AttemptResult, BegunEntry, Window } from './window.js';

export interface SliceKey {
  requestId: string;
  first: number;
}

export const sliceKey = ({ requestId, first }: SliceKey): string => `${requestId} ${first}`;

/** `kind` of an entry in record.sql. */
const KIND = { ends: 0, again: 1, fallback: 2 } as const;

interface RecordRow {
  kind: (typeof KIND)[keyof typeof KIND];
  /** The outcome, if it ends here. */
  status: Outcome;
  waiting: number | null;
  waitMs: number;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  reason: string | null;
  /** The code of the channel that follows. */
  fallback: number | null;
}

const NOTHING = { waiting: null, waitMs: 0, attempts: 1, provider: null, providerMessageId: null, reason: null, fallback: null };

function rowOf(result: AttemptResult): RecordRow {
  switch (result.kind) {
    case 'ended': {
      const { outcome: status, provider = null, providerMessageId = null, reason = null } = result;
      const attempts = status === OUTCOME.NotAttempted || result.untried ? 0 : 1;
      return { kind: KIND.ends, status, waiting: null, waitMs: 0, attempts, provider, providerMessageId, reason, fallback: null };
    }
    case 'again': {
      const { waitMs, provider, reason, throttled } = result;
      const waiting = throttled ? OUTCOME.QueueFull : null;
      return { ...NOTHING, kind: KIND.again, status: OUTCOME.NotAttempted, waiting, waitMs, provider, reason };
    }
    case 'fallback': {
      const { outcome: status, provider, reason, channel: fallback } = result;
      return { ...NOTHING, kind: KIND.fallback, status, provider, reason, fallback };
    }
    case 'untouched':
      return { ...NOTHING, kind: KIND.again, status: OUTCOME.NotAttempted, waitMs: result.waitMs ?? 0, attempts: 0 };
  }
}

/** What a slice's entries came to. */
class SliceTally {
  readonly ended: Partial<Record<Outcome, number>> = {};
  readonly retries: number[] = [];
  readonly waits: number[] = [];
  readonly fallbacks: Partial<Record<Outcome, number[]>> = {};

  /** @param place of the slice in record.sql's arrays, from 1 */
  constructor(
    readonly entry: BegunEntry,
    readonly place: number,
  ) {}

  add(entry: BegunEntry, { kind, status, waitMs }: RecordRow): void {
    if (kind === KIND.ends) this.ended[status] = (this.ended[status] ?? 0) + 1;
    else if (kind === KIND.fallback) (this.fallbacks[status] ??= []).push(positionOf(entry.entryId));
    else {
      this.retries.push(positionOf(entry.entryId));
      this.waits.push(waitMs);
    }
  }
}

/** @param results parallel to the window's entries */
export function recordValues({ lane, holder, entries }: Window, results: readonly AttemptResult[]): unknown[] {
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
  const anyWaits = rows.some(({ kind }) => kind !== KIND.ends);
  const waiting = (of: (slice: SliceTally) => number[] | undefined): string | null =>
    anyWaits ? texts(slices.map((slice) => numbers(of(slice) ?? []))) : null;
  const numberOf = (key: 'kind' | 'waiting' | 'attempts' | 'fallback', usual: number | null): string | null =>
    rows.every((row) => row[key] === usual) ? null : numbers(rows.map((row) => row[key] ?? 'NULL'));
  const textOf = (key: 'provider' | 'providerMessageId' | 'reason'): string | null =>
    rows.every((row) => row[key] === null) ? null : texts(rows.map((row) => row[key]));
  return [
    lane,
    holder,
    numbers(slices.map(({ entry }) => entry.requestId)),
    numbers(slices.map(({ entry }) => entry.first)),
    ended(OUTCOME.Submitted),
    ended(OUTCOME.Rejected),
    ended(OUTCOME.Undelivered),
    ended(OUTCOME.NotAttempted),
    ended(OUTCOME.InDoubt),
    waiting(({ retries }) => retries),
    waiting(({ waits }) => waits),
    waiting(({ fallbacks }) => fallbacks[OUTCOME.Rejected]),
    waiting(({ fallbacks }) => fallbacks[OUTCOME.Undelivered]),
    numbers(places),
    numbers(entries.map(({ entryId }) => entryId)),
    numberOf('kind', KIND.ends),
    numbers(rows.map(({ status }) => status)),
    numberOf('waiting', null),
    numberOf('attempts', 1),
    textOf('provider'),
    textOf('providerMessageId'),
    textOf('reason'),
    numberOf('fallback', null),
  ];
}
