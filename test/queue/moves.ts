// The moves of an entry and of its request that a run has shown, held against those that the code lists as data.
import { ENTRY_MOVES, type Mover } from '../../src/queue/state-machine.js';
import { REQUEST_MOVES, requestStateOf } from '../../src/queue/request-states.js';
import { type EntryState, entryStateOf, type RequestState } from '../../src/queue/states.js';
import type { Step } from './steps.js';

/** What of an entry's row and its slice's row a move can change. */
export interface Shown {
  entry_id: string;
  place: string;
  status: number | null;
  stop_reason: number | null;
  attempts: number;
  channel: number;
}

interface Seen {
  state: EntryState;
  attempts: number;
  channel: number;
}

/** One move of the list, from one state to one other. */
export interface SingleMove {
  name: string;
  event: string;
  by: Mover;
  from: EntryState;
  to: EntryState;
  attempts: 0 | 1;
  fallback: boolean;
}

const PLACES: Readonly<Record<string, 'waiting' | 'leased' | 'ended'>> = {
  fresh: 'waiting',
  again: 'waiting',
  hand: 'leased',
  ended: 'ended',
};

function seen({ place, status: outcome, stop_reason: stopReason, attempts, channel }: Shown): Seen {
  const known = PLACES[place];
  if (known === undefined) throw new Error(`An entry is at ${place}`);
  return { state: entryStateOf({ place: known, stopReason, outcome }), attempts, channel };
}

const nameOf = (by: Mover, from: EntryState, to: EntryState, attempts: number, fallback: boolean): string =>
  `${by}: ${from} → ${to}, ${attempts} attempts${fallback ? ', by the fallback' : ''}`;

/** Every move of the list but the first, which a submit is. */
export const SINGLE_MOVES: readonly SingleMove[] = ENTRY_MOVES.flatMap(
  ({ by: movers, from: starts, to: ends, event, attempts, fallback = false }) =>
    movers.flatMap((by) =>
      starts.flatMap((from) =>
        ends.map((to) => ({ name: nameOf(by, from, to, attempts, fallback), event, by, from, to, attempts, fallback })),
      ),
    ),
);
const ALLOWED: ReadonlySet<string> = new Set(SINGLE_MOVES.map(({ name }) => name));
/** But those out of the database. */
export const MOVES_OF_REQUEST: readonly string[] = REQUEST_MOVES.filter(({ to }) => to !== null).map(({ from, to }) => `${from} → ${to}`);

/** The statement that a step runs; undefined: one that moves no entry. */
function moverOf(step: Step): Mover | undefined {
  switch (step.do) {
    case 'claim':
    case 'complete':
    case 'release':
    case 'rescue':
    case 'cancel':
    case 'decide':
      return step.do;
    case 'complete late':
      return 'complete';
    case 'receipt':
      return 'resolve';
    case 'expiry':
      return 'expire';
    case 'time passes':
    case 'schedule':
    case 'start comes':
      return undefined;
  }
}

/** Follows the entries of one request. */
export class Moves {
  readonly taken = new Set<string>();
  readonly takenByRequest = new Set<string>();
  private before = new Map<string, Seen>();
  private request: RequestState | undefined;

  /** @throws Error for a move that is not listed. @param step after which the rows were read; undefined: the submit */
  follow(step: Step | undefined, rows: readonly Shown[], startsLater: boolean): void {
    const after = new Map(rows.map((row) => [row.entry_id, seen(row)]));
    for (const [entryId, now] of after) {
      const then = this.before.get(entryId);
      if (then !== undefined) this.note(step, entryId, then, now);
      else if (now.state !== 'Initial') throw new Error(`${entryId} began as ${now.state}`);
    }
    this.before = after;
    this.followRequest([...after.values()], startsLater);
  }

  private note(step: Step | undefined, entryId: string, then: Seen, now: Seen): void {
    if (then.state === now.state && then.attempts === now.attempts && then.channel === now.channel) return;
    const by = step && moverOf(step);
    if (by === undefined) throw new Error(`${entryId} moved from ${then.state} to ${now.state} by ${step?.do}`);
    const move = nameOf(by, then.state, now.state, now.attempts - then.attempts, then.channel !== now.channel);
    if (!ALLOWED.has(move)) throw new Error(`${entryId} took a move that state-machine.ts does not list: ${move}`);
    this.taken.add(move);
  }

  private followRequest(entries: readonly Seen[], startsLater: boolean): void {
    const count = (...states: EntryState[]): number => entries.filter(({ state }) => states.includes(state)).length;
    const sums = {
      waiting: count('Initial', 'QueueFull'),
      leased: count('Leased'),
      cancelled: count('Cancelled'),
      expired: count('Expired'),
    };
    const now = requestStateOf({ ...sums, startsLater });
    const move = `${this.request ?? null} → ${now}`;
    if (now !== this.request && !MOVES_OF_REQUEST.includes(move)) throw new Error(`The request took a move that is not listed: ${move}`);
    if (now !== this.request) this.takenByRequest.add(move);
    this.request = now;
  }
}
