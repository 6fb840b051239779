// A checked message of a submit, ready to be stored.
import type { PhoneNumbers } from '../phones/phone-numbers.js';
import type { TextCosts } from '../segments.js';
import type { SmsChannel } from '../sms.js';

export interface RefusedRecipient {
  /** The index of the recipient in the message, from 0. */
  index: number;
  /** The number as submitted. */
  mobile: string;
  reason: string;
}

export interface SubmitMessage {
  channel: SmsChannel;
  content: string;
  sender: string | null;
  priority: boolean;
  /** Epoch milliseconds; null = now (absent, 0, or past). */
  startsAt: number | null;
  expiresAt: number | null;
  voiceOnFailure: boolean;
  /** The recipients in order, without repetitions. */
  recipients: PhoneNumbers;
  duplicates: number;
  /** The first 100 refused recipients. */
  refused: RefusedRecipient[];
  refusedCount: number;
  /** The segments of the texts, if the content has merge tags. */
  costs?: TextCosts;
}
