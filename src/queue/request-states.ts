// The states of a request, derived from the sums over its slices, and the moves between the states, as data. docs/concepts/states.md shows
// them, and test/queue/model.test.ts compares every step of the statements with them.
import type { RequestState } from './states.js';

/** Numbers of a request's entries by their state. */
export interface RequestSums {
  waiting: number;
  leased: number;
  cancelled: number;
  expired: number;
  /** The request's start is in the future. */
  startsLater: boolean;
}

/** The first matching rule decides. */
export const REQUEST_RULES: readonly { rule: string; fits: (sums: RequestSums) => boolean; state: RequestState }[] = [
  { rule: 'at least one entry is Cancelled', fits: ({ cancelled }) => cancelled > 0, state: 'cancelled' },
  {
    rule: 'an entry waits or is leased, and the start is in the future',
    fits: ({ waiting, leased, startsLater }) => waiting + leased > 0 && startsLater,
    state: 'scheduled',
  },
  { rule: 'an entry waits or is leased', fits: ({ waiting, leased }) => waiting + leased > 0, state: 'sending' },
  { rule: 'at least one entry is Expired', fits: ({ expired }) => expired > 0, state: 'expired' },
  { rule: 'else', fits: () => true, state: 'finished' },
];

export function requestStateOf(sums: RequestSums): RequestState {
  const found = REQUEST_RULES.find(({ fits }) => fits(sums));
  if (found === undefined) throw new Error('No rule fits the request');
  return found.state;
}

export interface RequestMove {
  /** Null: the request is created. */
  from: RequestState | null;
  /** Null: the request is removed. */
  to: RequestState | null;
  event: string;
}

export const REQUEST_MOVES: readonly RequestMove[] = [
  { from: null, to: 'scheduled', event: 'submit with a start in the future' },
  { from: null, to: 'sending', event: 'submit' },
  { from: 'scheduled', to: 'sending', event: 'the start has come, or is moved to now' },
  { from: 'sending', to: 'scheduled', event: 'the start is moved to the future' },
  { from: 'scheduled', to: 'cancelled', event: 'cancel counts at least one entry' },
  { from: 'sending', to: 'cancelled', event: 'cancel counts at least one entry' },
  { from: 'sending', to: 'finished', event: 'every entry has an outcome' },
  { from: 'scheduled', to: 'expired', event: 'the expiry has passed' },
  { from: 'sending', to: 'expired', event: 'the expiry has passed, nothing is leased' },
  { from: 'finished', to: 'sending', event: 'an entry waits again after a decision, a look-up or a fallback' },
  { from: 'scheduled', to: 'finished', event: 'a receipt ends an entry that waited for a retry' },
  { from: 'finished', to: 'scheduled', event: 'an entry waits again, and the start is in the future' },
  { from: 'finished', to: null, event: 'retention' },
  { from: 'cancelled', to: null, event: 'retention' },
  { from: 'expired', to: null, event: 'retention' },
];
