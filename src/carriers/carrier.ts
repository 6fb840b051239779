// The port behind which every carrier sits (Twilio, an SMSC, the simulator). What a carrier may answer is what the dispatcher may
// conclude: only what is documented as not accepted is tried again; whatever is unclear is in doubt and never sent again by itself.
import type { Channel } from '../queue/states.js';

/** One attempt to send one queue entry. */
export interface Message {
  /** Decimal; `smsId.attempt` is the reference that a carrier echoes in its receipts. */
  smsId: string;
  /** 1 for the first attempt. */
  attempt: number;
  requestId: string;
  channel: Channel;
  /** E.164 with `+`. */
  mobile: string;
  content: string;
  sender: string | null;
}

export type Answer =
  /** Taken over; from here on a receipt may follow. */
  | { kind: 'accepted'; carrierMessageId: string }
  /** Refused for good: no further attempt can help. */
  | { kind: 'refused'; reason: string }
  /**
   * Documented as not accepted, and worth another try. `throttled`: too fast for the carrier, which slows its queue down.
   * `retryAfterMs`: not sooner. `unreachable`: it was never sent, since nobody is there (connection refused, not signed in): not an attempt.
   */
  | { kind: 'temporary'; reason: string; throttled?: boolean; retryAfterMs?: number; unreachable?: boolean }
  /** Nobody can say whether it was accepted. A handOver that throws or outlives its signal means the same. */
  | { kind: 'unknown'; reason: string };

/** What became of an accepted message. May overtake the answer to its hand-over, be repeated, late, or never come. */
export interface Receipt {
  smsId: string;
  attempt: number;
  status: 'delivered' | 'undelivered';
  carrierMessageId?: string;
  reason?: string;
}

export interface Carrier {
  /** As shown in `SMS request sent to … Gateway`. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /** Most messages that this process may have under way with it at once. */
  readonly maxInFlight: number;
  /** Messages a second over all workers together, unless an operator sets another pace; 0 = no limit. */
  readonly ratePerSecond: number;
  /** @param signal aborted when an answer would come too late to be recorded */
  handOver(message: Message, signal: AbortSignal): Promise<Answer>;
  /** Where receipts go. The promise resolves once the receipt is stored; only then may the carrier be told so. */
  onReceipt(handler: (receipt: Receipt) => Promise<void>): void;
  /** Waits for nothing: whatever is under way is the dispatcher's business. */
  close(): Promise<void>;
}

/** Injection token of the configured carriers, in the order in which they are tried. */
export const CARRIERS = Symbol('CARRIERS');
