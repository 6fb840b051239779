// Every documented error of sending a message or starting a call: its meaning for the message, and its text for users. The page of a code
// is https://www.twilio.com/docs/api/errors/{code}; the classes follow that page:
// - refuse: the request was refused, and a repeat would be too;
// - throttle: it was not processed, or not queued, since there were too many requests;
// - recipient: the same, for messages from one sender to one number alone;
// - account: refused because of the account or the configuration; every message will be refused until somebody corrects it;
// - doubt: the page says that it may have been sent (20500: “it is possible for a customer to receive multiple messages”), or does not say.
// Twilio advises against relying on codes, since it adds finer ones: a code that is not listed is judged by the HTTP status
// (twilio-answers.ts).
export type CodeClass = 'refuse' | 'throttle' | 'recipient' | 'account' | 'doubt';

const refuse = (reason: string) => ({ kind: 'refuse', reason }) as const;
const throttle = (reason: string) => ({ kind: 'throttle', reason }) as const;
const recipient = (reason: string) => ({ kind: 'recipient', reason }) as const;
const account = (reason: string) => ({ kind: 'account', reason }) as const;
const doubt = (reason: string) => ({ kind: 'doubt', reason }) as const;

export const CODES: Readonly<Record<number, { kind: CodeClass; reason: string }>> = {
  10001: account('the account is not active'),
  10002: account('a trial account can’t do this'),
  10004: throttle('too many calls at once'),
  14107: recipient('too many messages between two numbers'),
  20003: account('the credentials are not accepted'),
  20005: account('the account is not active'),
  20006: account('the credentials don’t allow this'),
  20008: account('these are test credentials'),
  20403: account('the account may not use the API'),
  20404: account('the account or messaging service is unknown'),
  20429: throttle('too many requests'),
  20500: doubt('an internal error of the provider'),
  20503: doubt('the provider’s service is unavailable'),
  21201: refuse('no number to call'),
  21210: refuse('the caller is not a verified number of the account'),
  21211: refuse('the number is not valid'),
  21212: refuse('the sender is not valid'),
  21213: refuse('no caller'),
  21214: refuse('the number can’t be reached'),
  21215: refuse('calls to this destination are not enabled'),
  21216: refuse('calls to this number are blocked'),
  21217: refuse('the number is not valid'),
  21219: refuse('a trial account calls verified numbers only'),
  21265: refuse('the number is a short code'),
  21266: refuse('the number is the sender’s own'),
  21267: refuse('a trial account has no alphanumeric sender'),
  21268: refuse('the number is a premium or information service'),
  21401: refuse('the number is not valid'),
  21407: refuse('the sender can’t send texts'),
  21408: refuse('messages to this destination are not enabled'),
  21601: refuse('the sender is not a number of the account'),
  21602: refuse('the message has no content'),
  21603: refuse('no sender'),
  21604: refuse('no recipient'),
  21605: refuse('the content is too long'),
  21606: refuse('the sender can’t send to this destination'),
  21608: refuse('a trial account sends to verified numbers only'),
  21609: account('the callback address (PUBLIC_URL) is not accepted'),
  21610: refuse('the recipient has opted out'),
  21611: throttle('the sender’s queue is full'),
  21612: refuse('no route from the sender to the number'),
  21614: refuse('the number is not a mobile one'),
  21617: refuse('the content is too long'),
  21619: refuse('the message has no content'),
  21635: refuse('the number is a landline'),
  21658: refuse('the content is too long'),
  21659: refuse('the sender is not a number of the account'),
  21660: refuse('the sender is not a number of the account'),
  21661: refuse('the sender can’t send texts'),
  21701: account('the messaging service is unknown'),
  21703: account('the messaging service has no sender'),
  21705: account('the messaging service is not valid'),
  30001: throttle('the sender’s queue is full'),
  30002: account('the account was suspended'),
  32018: refuse('the content is too long for a call'),
  60728: throttle('the account’s hourly limit is reached'),
  63017: throttle('the account sends too fast'),
  63038: throttle('the account’s daily limit is reached'),
  70051: account('the credentials are not accepted'),
  572005: refuse('a trial account sends to verified numbers only'),
  573005: refuse('a trial account calls verified numbers only'),
};

/** The meaning for a message that was accepted and then failed (`ErrorCode` of a status callback). */
const FAILURES: Readonly<Record<number, string>> = {
  30003: 'the phone was not reachable',
  30004: 'the message was blocked',
  30005: 'the number is unknown or no longer in use',
  30006: 'a landline, or a network that can’t be reached',
  30007: 'filtered by the network',
  30008: 'the network gave no reason',
  30009: 'a part of the message was lost',
  30010: 'dearer than the highest price',
  30019: 'the content is too long for the network',
  30022: 'the network’s rate limit was exceeded',
  30032: 'the toll-free sender is not verified',
  30034: 'the sender is not registered (A2P 10DLC)',
  30036: 'it was not sent within its validity',
  30410: 'the network did not answer in time',
  30450: 'blocked as suspected fraud',
  30500: 'an internal error of the provider',
};

/** The code in words if they are known, always with the code. */
export function reasonOf(code: number): string {
  const words = CODES[code]?.reason ?? FAILURES[code];
  return words === undefined ? `error ${code}` : `${words} (${code})`;
}
