// The codes that the queue's tables hold, the words that users read for them, and how a status follows from them (contract section 7).

/**
 * `status` of queue_entry: null until there is an outcome. QueueFull is none (the entry waits or is tried again); it only says
 * why it waits. The rest are outcomes. Recalled is shown as Undelivered: its provider took it back after a cancel.
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

/** `status` of delivery_receipt beside the outcomes: documented as not accepted, known too late for the completion of its batch. */
export const NOT_ACCEPTED = 0;
export const RECEIPT = { NotAccepted: NOT_ACCEPTED } as const;

/** `stop_reason` of queue_slice: why nothing more of it begins. */
export const STOP_REASON = { Cancelled: 1, Expired: 2 } as const;

/** What is decided about entries in doubt, beside the outcomes. */
export const DECISION = { SendAgain: 0 } as const;

/** What complete.sql does with an entry: it ends, waits for a retry, or waits for the fallback. */
export const COMPLETION = { Ends: 0, Retry: 1, Fallback: 2 } as const;

/** Every status that an entry can be in, in the words of the contract. */
export const STATUSES = [
  'Initial',
  'Queue Full',
  'Sending',
  'Submitted',
  'Delivered',
  'Undelivered',
  'Expired',
  'Rejected',
  'Not Attempted',
  'Cancelled',
  'In doubt',
] as const;

export type Status = (typeof STATUSES)[number];

/** The compatible API's own word for each: a client of the Volt MX API knows no other. */
export const VOLTMX_STATUS: Readonly<Record<Status, string>> = {
  Initial: 'Initial',
  'Queue Full': 'Queue Full',
  Sending: 'Initial',
  Submitted: 'Submitted',
  Delivered: 'Submitted',
  Undelivered: 'Undelivered',
  Expired: 'Undelivered',
  Rejected: 'Rejected',
  'Not Attempted': 'Not Attempted',
  Cancelled: 'Cancelled',
  'In doubt': 'Submitted',
};
