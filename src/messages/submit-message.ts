// A message of a submit, checked: what may be stored.
import type { Channel } from '../queue/states.js';

export interface RefusedRecipient {
  /** Of the recipient in the message, from 0. */
  index: number;
  /** As given. */
  mobile: string;
  reason: string;
}

export interface SubmitMessage {
  channel: Channel;
  content: string;
  sender: string | null;
  priority: boolean;
  /** Epoch milliseconds; null = now (absent, 0, or past). */
  startsAt: number | null;
  expiresAt: number | null;
  voiceOnFailure: boolean;
  /** The digits of E.164 numbers, without repeats, in order. */
  numbers: Float64Array;
  duplicates: number;
  /** The first 100. */
  refused: RefusedRecipient[];
  refusedCount: number;
}
