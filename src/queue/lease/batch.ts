// A batch: the entries of one claim, ended by one completion. Only entries of a batch may be handed over.
import type { Outcome } from '../states.js';

/** One leased entry. */
export interface BegunEntry {
  requestId: string;
  /** With `requestId` the key of the slice. */
  first: number;
  entryId: string;
  address: string;
  /** Null if no module of this process has registered the channel. */
  channel: string | null;
  /** The recipient's variables: JSON object of name and text; null = none. */
  variables: string | null;
  /** The number of this attempt, from 1. */
  attempt: number;
  /** No hand-over after this time of the monotonic clock (`performance.now()`, ms); null = no expiry. */
  expiresAt: number | null;
}

export interface Batch {
  lane: number;
  /** Made before the claim was sent, so that a claim can be released after a lost answer. */
  leaseToken: string;
  /** The monotonic clock just before the claim was sent. The lease lasts at least until this + LEASE_MS. */
  claimedAt: number;
  /** Providers of the queue that were held at the claim: nothing of the batch is handed to them. */
  heldProviders: readonly string[];
  entries: BegunEntry[];
}

/** The result of one leased entry, for the completion. */
export type AttemptResult =
  /** The entry ends (Submitted, Rejected, Undelivered, Not Attempted, In doubt). `untried`: without an attempt. */
  | { kind: 'ended'; outcome: Outcome; provider?: string; providerMessageId?: string; reason?: string; untried?: true }
  /** Documented as not accepted: the entry waits for a retry and can be cancelled. */
  | { kind: 'retry'; waitMs: number; throttled: boolean; provider: string; reason: string }
  /**
   * The entry finally failed: it waits for the fallback channel (a code) and can be cancelled. If no fallback may begin any more, it ends
   * as `outcome`.
   */
  | { kind: 'fallback'; outcome: Outcome; channel: number; provider: string; reason: string }
  /** Never handed over: the entry waits as before, with the same number of attempts. `waitMs`: the least wait. */
  | { kind: 'untouched'; waitMs?: number };
