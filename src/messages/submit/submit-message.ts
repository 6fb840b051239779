// A message of a submit, checked: what may be stored.
import type { PhoneNumbers } from '../phones/phone-numbers.js';
import type { TextCosts } from '../segments.js';
import type { SmsChannel } from '../sms.js';

export interface RefusedRecipient {
  /** Of the recipient in the message, from 0. */
  index: number;
  /** As given. */
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
  /** Without repeats, in order. */
  recipients: PhoneNumbers;
  duplicates: number;
  /** The first 100. */
  refused: RefusedRecipient[];
  refusedCount: number;
  /** Of the texts of a personal content. */
  costs?: TextCosts;
}
