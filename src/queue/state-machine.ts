// The moves of an entry between its states, as data. docs/concepts/states.md shows them (npm run docs:states writes the diagram and the
// tables there). test/queue/model.test.ts compares every step of the statements with them.
import type { EntryState } from './states.js';

/** The statements that move entries, under src/queue/. */
export const MOVERS = {
  submit: 'enqueue/sql/enqueue-entries.sql',
  claim: 'lease/sql/claim.sql',
  cancel: 'control/sql/cancel.sql',
  expire: 'lease/sql/expire.sql',
  complete: 'lease/sql/complete.sql',
  release: 'lease/sql/release.sql',
  rescue: 'lease/sql/rescue.sql',
  resolve: 'lease/sql/resolve.sql',
  decide: 'control/sql/decide.sql',
} as const;

export type Mover = keyof typeof MOVERS;

export interface EntryMove {
  by: readonly Mover[];
  /** Empty: the entry is created. */
  from: readonly EntryState[];
  /** The event that causes the move. */
  event: string;
  /** The event in a few words, for the diagram. */
  label: string;
  to: readonly EntryState[];
  /** Attempts that the move counts. */
  attempts: 0 | 1;
  /** The entry continues by the fallback channel of its request. */
  fallback?: true;
}

/** States in which an entry waits for a claim and can be cancelled. */
export const WAITING: readonly EntryState[] = ['Initial', 'QueueFull'];

export const ENTRY_MOVES: readonly EntryMove[] = [
  { by: ['submit'], from: [], event: 'a submit commits', label: 'submit', to: ['Initial'], attempts: 0 },
  {
    by: ['claim'],
    from: WAITING,
    event: 'its slice is due, not stopped and not leased, and no dispatch hold covers it',
    label: 'claim',
    to: ['Leased'],
    attempts: 0,
  },
  { by: ['cancel'], from: WAITING, event: 'the request is cancelled', label: 'cancel', to: ['Cancelled'], attempts: 0 },
  {
    by: ['claim', 'expire'],
    from: WAITING,
    event: 'its expiry has passed',
    label: 'expiry has passed',
    to: ['Expired'],
    attempts: 0,
  },
  { by: ['complete'], from: ['Leased'], event: 'the provider accepted it', label: 'accepted', to: ['Submitted'], attempts: 1 },
  { by: ['complete'], from: ['Leased'], event: 'the provider refused it', label: 'refused', to: ['Rejected'], attempts: 1 },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'the recipient has opted out, or the content cannot be made for this recipient',
    label: 'opted out',
    to: ['Rejected'],
    attempts: 0,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'temporary failure, attempts are left (`RETRY_ATTEMPTS`)',
    label: 'temporary failure',
    to: ['Initial'],
    attempts: 1,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'the provider answered “too fast”, attempts are left',
    label: 'too fast',
    to: ['QueueFull'],
    attempts: 1,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'temporary failure, no attempt is left',
    label: 'last attempt failed',
    to: ['Undelivered'],
    attempts: 1,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'refused, or no attempt is left, and a fallback follows',
    label: 'fallback follows',
    to: ['Initial'],
    attempts: 1,
    fallback: true,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'the provider was not reached, or the deadline or a dispatch hold came first',
    label: 'not handed over',
    to: WAITING,
    attempts: 0,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'no provider serves the channel, the request is gone, or it was not handed over and the slice was stopped meanwhile',
    label: 'no provider, stopped while leased',
    to: ['NotAttempted'],
    attempts: 0,
  },
  {
    by: ['complete'],
    from: ['Leased'],
    event: 'temporary failure, and the slice was stopped meanwhile',
    label: 'stopped while leased',
    to: ['NotAttempted'],
    attempts: 1,
  },
  { by: ['complete'], from: ['Leased'], event: 'no clear answer', label: 'no clear answer', to: ['InDoubt'], attempts: 1 },
  {
    by: ['release'],
    from: ['Leased'],
    event: 'the answer of the claim was lost, so nothing was handed over',
    label: 'not handed over',
    to: WAITING,
    attempts: 0,
  },
  {
    by: ['release'],
    from: ['Leased'],
    event: 'the same, and the slice was stopped meanwhile',
    label: 'stopped while leased',
    to: ['NotAttempted'],
    attempts: 0,
  },
  { by: ['rescue'], from: ['Leased'], event: 'the lease has run out', label: 'the lease ran out', to: ['InDoubt'], attempts: 1 },
  {
    by: ['resolve'],
    from: WAITING,
    event: 'receipt or late answer: the last attempt left after all',
    label: 'the last attempt left after all',
    to: ['Submitted', 'Delivered'],
    attempts: 0,
  },
  { by: ['resolve'], from: ['Submitted'], event: 'receipt', label: 'receipt', to: ['Delivered', 'Undelivered'], attempts: 0 },
  {
    by: ['resolve'],
    from: ['Submitted', 'InDoubt'],
    event: 'receipt or look-up of a failure, and a fallback follows',
    label: 'fallback follows',
    to: ['Initial'],
    attempts: 0,
    fallback: true,
  },
  {
    by: ['resolve'],
    from: ['Submitted', 'Undelivered', 'InDoubt'],
    event: 'the provider confirms the recall, and the slice is stopped',
    label: 'recalled',
    to: ['Recalled'],
    attempts: 0,
  },
  {
    by: ['resolve'],
    from: ['InDoubt'],
    event: 'receipt, late answer or look-up',
    label: 'receipt, late answer, look-up',
    to: ['Submitted', 'Delivered', 'Rejected', 'Undelivered'],
    attempts: 0,
  },
  {
    by: ['resolve'],
    from: ['InDoubt'],
    event: 'certainly not accepted, and attempts are left',
    label: 'not accepted',
    to: ['Initial'],
    attempts: 0,
  },
  {
    by: ['resolve'],
    from: ['InDoubt'],
    event: 'certainly not accepted, and no attempt is left',
    label: 'not accepted on the last attempt',
    to: ['Undelivered'],
    attempts: 0,
  },
  {
    by: ['resolve'],
    from: ['InDoubt'],
    event: 'certainly not accepted, and the slice is stopped or has expired',
    label: 'not accepted after a stop',
    to: ['NotAttempted'],
    attempts: 0,
  },
  {
    by: ['decide'],
    from: ['InDoubt'],
    event: 'a person decides about the outcome',
    label: 'decision',
    to: ['Submitted', 'Delivered', 'Undelivered'],
    attempts: 0,
  },
  {
    by: ['decide'],
    from: ['InDoubt'],
    event: 'a person decides that it was not delivered, and a fallback follows',
    label: 'fallback follows',
    to: ['Initial'],
    attempts: 0,
    fallback: true,
  },
  { by: ['decide'], from: ['InDoubt'], event: 'a person sends it again', label: 'decision', to: ['Initial'], attempts: 0 },
];
