// The meaning of an answer of Twilio's API for the message: accepted, refused, to be retried, or unknown. Twilio's own sentences hold
// numbers, so users get our words and the code.
import { jsonObject } from '../http/json.js';
import type { Outcome, OutboundAnswer } from '../http/outbound.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { Answer, Known, Receipt } from '../provider.js';
import { CODES, reasonOf } from './twilio-codes.js';

/** Fields of a message or a call. */
export interface Resource {
  sid: string;
  status: string;
  errorCode: number | null;
  body: string | null;
  createdAt: number;
  isOutgoing: boolean;
}

/** The SID of a message (SM, MM) or a call (CA). */
const SID = /^(SM|MM|CA)[0-9a-fA-F]{32}$/;
export const isSid = (value: string): boolean => SID.test(value);

export const jsonOf = ({ body }: Pick<OutboundAnswer, 'body'>): Record<string, unknown> | undefined => jsonObject(body);

/** Undefined if the body is not a message or a call. */
export function readResource(value: unknown): Resource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { sid, status, error_code, body, date_created, direction } = value as Record<string, unknown>;
  if (typeof sid !== 'string' || !isSid(sid)) return undefined;
  return {
    sid,
    status: typeof status === 'string' ? status : '',
    errorCode: typeof error_code === 'number' ? error_code : null,
    body: typeof body === 'string' ? body : null,
    createdAt: typeof date_created === 'string' ? Date.parse(date_created) : Number.NaN,
    isOutgoing: direction !== 'inbound',
  };
}

/** The code of one of Twilio's errors; undefined for any other body, such as a proxy's page. */
export function errorCodeOf(answer: OutboundAnswer): number | undefined {
  const code = jsonOf(answer)?.code;
  return typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}

function byCode(code: number, retryAfter: number | undefined): Answer | undefined {
  const reason = reasonOf(code);
  const later = retryAfter !== undefined && { retryAfterMs: retryAfter };
  switch (CODES[code]?.kind) {
    case 'refuse':
      return { kind: 'refused', reason };
    case 'throttle':
      return { kind: 'temporary', throttled: true, reason, ...later };
    case 'recipient':
      return { kind: 'temporary', throttled: true, recipient: 'certainly', reason, ...later };
    case 'account':
      return { kind: 'temporary', unreachable: true, fault: 'configuration', reason };
    case 'doubt':
      return { kind: 'unknown', reason };
    case undefined:
      return undefined;
  }
}

/** The meaning of the answer to a request that sends a message or starts a call. */
export function answerOf(outcome: Outcome): Answer {
  if (outcome.kind === 'not sent') return { kind: 'temporary', unreachable: true, reason: outcome.reason };
  if (outcome.kind === 'lost') return { kind: 'unknown', reason: outcome.reason };
  const { status } = outcome;
  const resource = status === 201 ? readResource(jsonOf(outcome)) : undefined;
  if (resource !== undefined) return ofResource(resource);
  const code = status >= 400 ? errorCodeOf(outcome) : undefined;
  const known = code === undefined ? undefined : byCode(code, retryAfterMs(outcome));
  if (known !== undefined) return known;
  // https://www.twilio.com/docs/api/errors/20429: such a request is never processed, whichever part of Twilio answered it.
  if (status === 429) return byCode(20429, retryAfterMs(outcome)) ?? { kind: 'unknown', reason: `HTTP ${status}` };
  if (code === undefined) return { kind: 'unknown', reason: `an answer that is not the API’s (HTTP ${status})` };
  if (status === 401 || status === 403) return { kind: 'temporary', unreachable: true, fault: 'configuration', reason: reasonOf(code) };
  // https://www.twilio.com/docs/api/errors/400: the request was invalid, and a repeat would be too.
  if (status === 400) return { kind: 'refused', reason: reasonOf(code) };
  return { kind: 'unknown', reason: `${reasonOf(code)}, HTTP ${status}` };
}

/** A message can fail while it is created: then it has a SID and was not sent. An undelivered message has left; its receipt reports it. */
function ofResource({ sid, status, errorCode }: Resource): Answer {
  if (status !== 'failed') return { kind: 'accepted', providerMessageId: sid };
  const answer = errorCode === null ? undefined : byCode(errorCode, undefined);
  return answer ?? { kind: 'refused', reason: errorCode === null ? 'the provider could not send it' : reasonOf(errorCode) };
}

type Final = Pick<Receipt, 'status' | 'recalled' | 'reason'>;

/** Final states of a message and of a call. In any other state it is under way. */
const FINAL: Readonly<Record<string, Final>> = {
  delivered: { status: 'delivered' },
  read: { status: 'delivered' },
  undelivered: { status: 'undelivered', reason: 'not delivered' },
  partially_delivered: { status: 'undelivered', reason: 'only a part of it was delivered' },
  failed: { status: 'undelivered', reason: 'the provider could not send it' },
  canceled: { status: 'undelivered', recalled: true, reason: 'cancelled at the provider' },
  completed: { status: 'delivered' },
  busy: { status: 'undelivered', reason: 'the line was busy' },
  'no-answer': { status: 'undelivered', reason: 'nobody answered' },
};

/** Undefined while it is under way. @param errorCode more specific than the state */
export function finalOf(state: string, errorCode: number | null): Final | undefined {
  const final = Object.hasOwn(FINAL, state) ? FINAL[state] : undefined;
  if (final?.status !== 'undelivered' || errorCode === null || errorCode === 0) return final;
  return { ...final, reason: reasonOf(errorCode) };
}

export function knownOf({ sid, status, errorCode }: Resource): Known {
  const final = finalOf(status, errorCode);
  if (final === undefined) return { kind: 'accepted', providerMessageId: sid };
  const { status: kind, ...more } = final;
  return { kind, providerMessageId: sid, ...more };
}
