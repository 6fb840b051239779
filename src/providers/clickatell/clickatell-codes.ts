// The meaning of each documented error of the One API for a message. Clickatell reports all of them “during a validation phase” and never
// charges them: a message with a listed error was not accepted. Source: docs.clickatell.com/channels/one-api/one-api-errors-table and
// www.clickatell.com/developers/api-documentation/one-api-error-messages.
import type { Answer } from '../provider.js';

/**
 * refuse: this message, for good · retry: not now · throttle: too fast · account: every message of this account is refused until somebody
 * corrects the account, and no attempt counts · doubt: an error inside Clickatell, after which the state of the message is unknown.
 */
export type Meaning = 'refuse' | 'retry' | 'throttle' | 'account' | 'doubt';

export interface Code {
  meaning: Meaning;
  /** The text for users, never Clickatell's own words: they repeat numbers. */
  reason: string;
}

const code = (meaning: Meaning, reason: string): Code => ({ meaning, reason });

/** The numbers 29 and 34–37 are reserved. */
export const CODES: Readonly<Record<number, Code>> = {
  1: code('account', 'the API key is not valid'),
  2: code('account', 'the account is not active'),
  3: code('account', 'the integration is not active'),
  7: code('account', 'this server’s address is not approved in the account'),
  18: code('doubt', 'an internal error of the provider'),
  19: code('retry', 'the provider had a temporary failure'),
  20: code('account', 'the account’s balance does not suffice'),
  21: code('refuse', 'the provider could not read the request'),
  22: code('refuse', 'too many messages in a request'),
  23: code('refuse', 'a parameter is not valid or missing'),
  24: code('refuse', 'the content is too large'),
  25: code('refuse', 'the number is not valid'),
  26: code('refuse', 'the recipient has opted out at the provider'),
  27: code('refuse', 'the recipient can’t be reached by text'),
  28: code('refuse', 'the recipient is not one of the sandbox'),
  30: code('refuse', 'the kind of content is not supported'),
  31: code('refuse', 'a media file is too large'),
  32: code('refuse', 'the media are too large'),
  33: code('refuse', 'a media item was not found'),
  38: code('account', 'text is not active on the integration'),
  39: code('account', 'text is not available on the integration'),
  40: code('refuse', 'the character set is not supported'),
  41: code('account', 'the provider knows no such address: baseUrl is wrong'),
  42: code('account', 'the provider takes no such method: baseUrl is wrong'),
  43: code('throttle', 'too fast for the provider'),
  44: code('refuse', 'the sender’s number is suspended'),
  45: code('refuse', 'the sender’s number is not of this integration'),
  46: code('account', 'the demo access has expired'),
  100: code('refuse', 'the message has too many parts'),
  101: code('refuse', 'the destination does not support two-way messages'),
  110: code('refuse', 'messages to the USA need a two-way integration'),
  111: code('refuse', 'messages to the USA need STOP and SUBSCRIBE enabled on the integration'),
};

/**
 * @param accepted false if Clickatell reports for this very message that it was not accepted; then not even an internal error leaves doubt
 * @param retryAfterMs the pause that the answer asks for
 */
export function answerOf(number: number, accepted: false | undefined, retryAfterMs?: number): Answer {
  const known = CODES[number];
  // An unlisted number is believed if the message itself is reported as not accepted.
  if (known === undefined)
    return accepted === false
      ? { kind: 'refused', reason: `the provider refused it (error ${number})` }
      : { kind: 'unknown', reason: `an error of the provider that is not documented (${number})` };
  const { meaning, reason } = known;
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (meaning) {
    case 'refuse':
      return { kind: 'refused', reason };
    case 'retry':
      return { kind: 'temporary', reason, ...later };
    case 'throttle':
      return { kind: 'temporary', throttled: true, reason, ...later };
    case 'account':
      // The same as an unreachable provider: the message waits, no attempt counts, and the others wait with it.
      return { kind: 'temporary', unreachable: true, fault: 'configuration', reason };
    case 'doubt':
      return accepted === false ? { kind: 'temporary', reason, ...later } : { kind: 'unknown', reason };
  }
}
