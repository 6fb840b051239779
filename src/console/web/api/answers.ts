// What the server answers about messages, as far as the console reads it (openapi.json says more). IDs are decimal strings of 63 bits,
// times ISO 8601 UTC.

import type { WaitAnswer } from './waiting-answers.js';

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

export const STATES = ['scheduled', 'sending', 'finished', 'cancelled', 'expired'] as const;
export type State = (typeof STATES)[number];

export type Channel = 'text' | 'voice';

/** `recalled` entries were recalled by their provider after a cancel; `Undelivered` excludes them. The sum is the number of recipients. */
export type Counts = Record<Status | 'recalled', number>;

export interface RequestAnswer {
  id: string;
  channel: Channel;
  content: string;
  segments: number | null;
  encoding: string | null;
  sender: string | null;
  priority: boolean;
  sendVoiceSmsOnFailure: boolean;
  state: State;
  paused: boolean;
  recipientCount: number;
  submittedAt: string;
  submittedBy: string;
  startsAt: string;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  counts: Counts;
  waitingFor: WaitAnswer[];
}

export interface EntryAnswer {
  smsId: string;
  requestId: string;
  mobile: string;
  channel: Channel;
  status: Status;
  statusMessage: string;
  attempts: number;
  provider: string | null;
  providerMessageId: string | null;
  updatedAt: string;
}

/** A row of the SMS Queue: an entry with facts of its request. */
export interface QueueEntryAnswer extends EntryAnswer {
  user: string;
  content: string;
  submittedAt: string;
}

/** `next` is the cursor of the next page, null on the last. */
export interface PageAnswer<Item> {
  items: Item[];
  next: string | null;
}

/** A page may be short, even empty, and still have a next page. The search has covered all requests after `searchedTo`. */
export interface QueuePageAnswer extends PageAnswer<QueueEntryAnswer> {
  searchedTo: string | null;
}

export interface TimelineAnswer {
  submittedAt: string;
  startsAt: string;
  firstHandOverAt: string | null;
  lastHandOverAt: string | null;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  lastMoveAt: string | null;
  /** The largest number in one second, for any width of the buckets. */
  mostPerSecond: number;
  latenessMs: { mean: number; max: number } | null;
  bucketSeconds: number;
  buckets: { at: string; handedOver: number; latenessMs: { mean: number; max: number } | null }[];
}

export interface FailuresAnswer {
  items: { status: Status; reason: string | null; provider: string | null; count: number }[];
}

/** Of a cancel with `Prefer: return=representation`: one snapshot; total is the sum of the rest. */
export interface CancelAnswer {
  message: string;
  requestId: string;
  total: number;
  cancelled: number;
  handedOver: number;
  inFlight: number;
  inDoubt: number;
  failed: number;
  /** Recalled by their provider before this cancel. */
  recalled: number;
  cancelledAt: string;
}

/** A line of many cancels; the last line is the sum. */
export interface CancellationLine {
  requestId: string;
  status: number;
  message: string;
  /** Absent if the server does not know it. */
  cancelled?: number;
}

export interface CancellationsSum {
  requests: number;
  cancelled: number;
}

/** `changed` = the entries that a pause, resume or reschedule still reached. */
export type RescheduledAnswer = RequestAnswer & { changed: number };

/** The answer of a submit with `Prefer: return=representation`, or of a dry run (with an empty `id`). */
export interface SubmitAnswer {
  id: string;
  message: string;
  recipientCount: number;
  duplicates: number;
  refused: { index: number; mobile: string; reason: string }[];
  refusedCount: number;
  optedOut?: number;
  startsAt: string;
  expiresAt: string | null;
  segments: number | null;
  encoding: string | null;
  /** Null for a call, absent where no price is known */
  cost?: { amount: string; currency: string } | null;
}
