// The codes in the queue's tables, the states of an entry that they mean, and the status that each state shows.

/**
 * `status` of queue_entry: null until there is an outcome. QueueFull is not an outcome (the entry waits or is retried): it is the reason of
 * the wait. All others are outcomes. Recalled is shown as Undelivered: the provider recalled the message after a cancel.
 */
export const OUTCOME = {
  QueueFull: 1,
  Submitted: 2,
  Delivered: 3,
  Rejected: 4,
  Undelivered: 5,
  NotAttempted: 6,
  InDoubt: 7,
  Recalled: 8,
} as const;

export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** `status` of delivery_receipt beside the outcomes: documented as not accepted, known too late for the completion of the batch. */
export const NOT_ACCEPTED = 0;
export const RECEIPT = { NotAccepted: NOT_ACCEPTED } as const;

/** `stop_reason` of queue_slice: the reason why nothing more of the slice begins. */
export const STOP_REASON = { Cancelled: 1, Expired: 2 } as const;

/** The decision about entries in doubt that is not an outcome. */
export const DECISION = { SendAgain: 0 } as const;

/** The cases of complete.sql: the entry ends, waits for a retry, or waits for the fallback. */
export const COMPLETION = { Ends: 0, Retry: 1, Fallback: 2 } as const;

/** The data that define a state, from the row of the entry and of its slice; an absent field may have any value. */
interface EntryStateData {
  /** The entry's position in its slice: it waits for a claim, a claim has leased it, or it has ended. */
  place: 'waiting' | 'leased' | 'ended';
  /** `stop_reason` of the slice; null = nothing has stopped it. */
  stopReason?: number | null;
  /** `status` of the entry's row; null = none. */
  outcome?: number | null;
  /** The status that is shown, in the words of the contract. */
  status: string;
  /** True: nothing moves the entry any more. A text: the event that may still move it. */
  final: boolean | string;
}

const { Cancelled, Expired } = STOP_REASON;

/** Every state that an entry can be in, in the order of the contract. What moves an entry from one to another: state-machine.ts. */
export const ENTRY_STATES = {
  Initial: { place: 'waiting', stopReason: null, outcome: null, status: 'Initial', final: false },
  QueueFull: { place: 'waiting', stopReason: null, outcome: OUTCOME.QueueFull, status: 'Queue Full', final: false },
  Leased: { place: 'leased', status: 'Sending', final: false },
  Submitted: { place: 'ended', outcome: OUTCOME.Submitted, status: 'Submitted', final: 'a receipt or a recall follows' },
  Delivered: { place: 'ended', outcome: OUTCOME.Delivered, status: 'Delivered', final: true },
  Undelivered: { place: 'ended', outcome: OUTCOME.Undelivered, status: 'Undelivered', final: 'the provider confirms a recall' },
  Expired: { place: 'waiting', stopReason: Expired, status: 'Expired', final: true },
  Rejected: { place: 'ended', outcome: OUTCOME.Rejected, status: 'Rejected', final: true },
  NotAttempted: { place: 'ended', outcome: OUTCOME.NotAttempted, status: 'Not Attempted', final: true },
  Cancelled: { place: 'waiting', stopReason: Cancelled, status: 'Cancelled', final: true },
  InDoubt: { place: 'ended', outcome: OUTCOME.InDoubt, status: 'In doubt', final: 'it is resolved' },
  Recalled: { place: 'ended', outcome: OUTCOME.Recalled, status: 'Undelivered', final: true },
} as const satisfies Record<string, EntryStateData>;

export type EntryState = keyof typeof ENTRY_STATES;

/** An entry's position in its slice, its slice's `stop_reason`, and its own `status`. */
export interface EntryFacts {
  place: 'waiting' | 'leased' | 'ended';
  stopReason: number | null;
  outcome: number | null;
}

/** @throws Error unless exactly one state matches */
export function entryStateOf({ place, stopReason, outcome }: EntryFacts): EntryState {
  const [state, ...more] = (Object.keys(ENTRY_STATES) as EntryState[]).filter((name) => {
    const wanted: EntryStateData = ENTRY_STATES[name];
    return (
      wanted.place === place &&
      (wanted.stopReason === undefined || wanted.stopReason === stopReason) &&
      (wanted.outcome === undefined || wanted.outcome === outcome)
    );
  });
  if (state === undefined || more.length > 0) throw new Error(`No state, or more than one: ${place}, ${stopReason}, ${outcome}`);
  return state;
}

/** Every state that a request can be in. Which one it is: request-states.ts. */
export const REQUEST_STATES = ['scheduled', 'sending', 'finished', 'cancelled', 'expired'] as const;

export type RequestState = (typeof REQUEST_STATES)[number];

/** Every status that is shown of an entry. */
export const STATUSES: readonly (typeof ENTRY_STATES)[EntryState]['status'][] = [
  ...new Set(Object.values(ENTRY_STATES).map(({ status }) => status)),
];

export type Status = (typeof STATUSES)[number];
