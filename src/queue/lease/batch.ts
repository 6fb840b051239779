// A batch: the entries of one claim, which one completion ends. Nothing else may be handed over.
import type { Outcome } from '../states.js';

/** One begun entry. */
export interface BegunEntry {
  requestId: string;
  /** The slice: its request and first position. */
  first: number;
  entryId: string;
  address: string;
  /** Null: no module has registered it here. */
  channel: string | null;
  /** Values of the recipient: JSON object of name and text; null = none. */
  variables: string | null;
  /** This attempt's number, from 1. */
  attempt: number;
  /** Not handed over after this moment of the monotonic clock (`performance.now()`, ms); null = no expiry. */
  expiresAt: number | null;
}

export interface Batch {
  lane: number;
  /** Made before the claim was sent, so that a claim whose answer was lost can be released. */
  leaseToken: string;
  /** The monotonic clock just before the claim was sent: the lease is not over before this + LEASE_MS. */
  claimedAt: number;
  /** Providers of its queue that were held when it was claimed: nothing of it is handed to them. */
  heldProviders: readonly string[];
  entries: BegunEntry[];
}

/** What became of one begun entry, for the completion. */
export type AttemptResult =
  /** It ends here (Submitted, Rejected, Undelivered, Not Attempted, In doubt). `untried`: without an attempt. */
  | { kind: 'ended'; outcome: Outcome; provider?: string; providerMessageId?: string; reason?: string; untried?: true }
  /** Documented as not accepted: it waits for another try, cancellable. */
  | { kind: 'retry'; waitMs: number; throttled: boolean; provider: string; reason: string }
  /**
   * It finally failed: it waits for the message by the fallback channel (its code), cancellable; where that may not be any more, it ends as
   * `outcome`.
   */
  | { kind: 'fallback'; outcome: Outcome; channel: number; provider: string; reason: string }
  /** Never handed over: it waits as before, attempts unchanged. `waitMs`: at least so long. */
  | { kind: 'untouched'; waitMs?: number };
