// Every code that Vonage documents, with its meaning. A code that is not listed is in doubt.
import type { Answer } from '../provider.js';

export type Meaning = 'refuse' | 'throttle' | 'account' | 'in doubt';

export interface Code {
  meaning: Meaning;
  reason: string;
}

const refuse = (reason: string): Code => ({ meaning: 'refuse', reason });
/** A state of the account, not of the message: it lasts until somebody corrects it, and no attempt counts meanwhile. */
const account = (reason: string): Code => ({ meaning: 'account', reason });
const throttle = (reason: string): Code => ({ meaning: 'throttle', reason });

/**
 * `status` of a message in the answer to POST /sms/json. https://developer.vonage.com/messaging/sms/guides/troubleshooting-sms and
 * https://developer.vonage.com/api-errors/sms
 * 5 means a failure “whilst processing this message”, not that the message was not accepted.
 */
export const SMS_STATUS: Readonly<Record<string, Code>> = {
  1: throttle('throttled'),
  2: refuse('a parameter is missing'),
  3: refuse('a parameter is invalid'),
  4: account('the credentials are invalid or disabled'),
  5: { meaning: 'in doubt', reason: 'internal error' },
  6: refuse('the message could not be processed, for example for its number prefix'),
  7: refuse('the number is barred'),
  8: account('the account is suspended'),
  9: account('the account has no credit'),
  10: throttle('too many connections at once'),
  11: account('the account is not enabled for the SMS API'),
  12: refuse('the message is too long'),
  14: account('the signature could not be verified'),
  15: refuse('the sender is not authorized'),
  22: refuse('the network code is invalid'),
  23: account('the callback address is invalid'),
  29: refuse('the number is not among the test numbers of an account in demo mode'),
  32: account('a signed request must not carry the API secret'),
  33: refuse('the number is de-activated'),
};

/**
 * `type` of an error in the format of RFC 7807: its last part, in the answers of all of Vonage's APIs.
 * https://developer.vonage.com/api-errors (generic errors)
 */
export const PROBLEM: Readonly<Record<string, Code>> = {
  'low-balance': account('the account’s balance is low'),
  unauthorized: account('the credentials are not correct'),
  forbidden: account('the account has no permission'),
  'not-found': account('the address does not exist, or the account has no access to it'),
  unprovisioned: account('the account has no access to this product'),
  'account-suspended': account('the account is suspended'),
  'application-suspended': account('the application is suspended'),
  'jwt-expired': account('the token has expired: is this machine’s clock right?'),
  'jwt-revoked': account('the token was revoked'),
  'invalid-api-key': account('the API key does not exist'),
  'invalid-signature': account('the signature could not be verified'),
  'invalid-ip': account('this server’s address is not allowed'),
  'multiple-auth-methods': account('more than one way to authenticate'),
  'invalid-id': refuse('an ID does not exist'),
  'invalid-params': refuse('a parameter is invalid'),
  'invalid-json': refuse('the request was not valid JSON'),
  'wrong-verb': refuse('the address does not take this method'),
  'accept-header': refuse('the Accept header is invalid'),
  'content-type-header': refuse('the Content-Type header is invalid'),
  'unavailable-legal': refuse('not available for legal reasons'),
};

/**
 * HTTP 429. Calls: more than 3 a second (https://developer.vonage.com/voice/voice-api/guides/troubleshooting#capacity). Texts: by HTTP
 * itself (RFC 6585) the request was not served, whichever server on the way answered.
 */
export const TOO_MANY = throttle('too many requests a second');

/**
 * `status` of a delivery receipt; the other values (accepted, buffered, unknown) are not final. The guide's table and the API reference
 * differ in failed and undelivered. https://developer.vonage.com/messaging/sms/guides/delivery-receipts
 */
export const RECEIPT_STATUS: Readonly<Record<string, 'delivered' | 'undelivered'>> = {
  delivered: 'delivered',
  expired: 'undelivered',
  failed: 'undelivered',
  undelivered: 'undelivered',
  rejected: 'undelivered',
};

/** `status` of a record of the Reports API: the states of a receipt, and messages that were deleted before delivery. */
export const RECORD_STATUS: Readonly<Record<string, 'delivered' | 'undelivered' | 'accepted'>> = {
  ...RECEIPT_STATUS,
  deleted: 'undelivered',
  accepted: 'accepted',
  buffered: 'accepted',
  submitted: 'accepted',
  unknown: 'accepted',
};

/** `err-code` of a delivery receipt. https://developer.vonage.com/messaging/sms/guides/delivery-receipts#dlr-error-codes */
export const RECEIPT_ERROR: Readonly<Record<string, string>> = {
  1: 'no reason known',
  2: 'the phone was absent for a time',
  3: 'the number is no longer active',
  4: 'the user has barred messages',
  5: 'number portability error',
  6: 'taken for spam',
  7: 'the phone was busy',
  8: 'network error',
  9: 'the user wants no messages of this service',
  10: 'the message was not valid',
  11: 'no route to the number',
  12: 'the number could not be reached',
  13: 'the user is too young for this message',
  14: 'the number’s carrier blocks messages',
  15: 'the user has no credit',
  99: 'general error',
};

/** `status` of a call: the final ones. https://developer.vonage.com/voice/voice-api/webhook-reference#event-webhook */
export const CALL_STATUS: Readonly<Record<string, { status: 'delivered' | 'undelivered'; reason?: string }>> = {
  completed: { status: 'delivered' },
  busy: { status: 'undelivered', reason: 'the line was busy' },
  cancelled: { status: 'undelivered', reason: 'the call was cancelled' },
  failed: { status: 'undelivered', reason: 'the call could not be connected' },
  rejected: { status: 'undelivered', reason: 'the call was rejected' },
  timeout: { status: 'undelivered', reason: 'nobody answered in time' },
  unanswered: { status: 'undelivered', reason: 'nobody answered' },
};

/** States of a call that continues. */
export const CALL_UNDER_WAY: ReadonlySet<string> = new Set(['started', 'ringing', 'answered', 'machine', 'human']);

/** A look-up that ignores the properties that every object inherits. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** @param code shown after the reason */
export function answerOf({ meaning, reason }: Code, code: string, retryAfterMs?: number): Answer {
  const sentence = `Vonage: ${reason} (${code})`;
  switch (meaning) {
    case 'refuse':
      return { kind: 'refused', reason: sentence };
    case 'account':
      return { kind: 'temporary', unreachable: true, fault: 'configuration', reason: sentence };
    case 'throttle':
      return { kind: 'temporary', throttled: true, reason: sentence, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    case 'in doubt':
      return { kind: 'unknown', reason: sentence };
  }
}
