// Clickatell's calls to us: what became of messages, and messages that people sent. Each proves itself by HTTP Basic with what the
// operator entered there; they come repeated and in any order, one or several events a call. Format:
// help.clickatell.com/developers-api-reference/reference/one-api-client-callbacks.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type CallbackAnswer, type CallbackRequest, type Inbound, readReference, type Receipt } from '../carrier.js';
import { stateOf } from './clickatell-states.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** As its samples have it, 32 hexadecimal digits; anything visible is taken, for it's kept and sent back as it is. */
export const isMessageId = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value);

/** What was configured; undefined: nobody is believed. */
export class CallbackKey {
  private readonly expected: Buffer | undefined;

  constructor(user: string | undefined, password: string | undefined) {
    if (user !== undefined && password !== undefined)
      this.expected = digest(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`);
  }

  /** Takes as long whatever is wrong. */
  opens({ headers }: CallbackRequest): boolean {
    const { authorization } = headers;
    if (this.expected === undefined || typeof authorization !== 'string') return false;
    // The scheme's name is case-insensitive.
    return timingSafeEqual(digest(authorization.replace(/^basic +/i, 'Basic ')), this.expected);
  }
}

/**
 * Answers a callback: 401 unproved, 400 unreadable, 503 where an event was not taken (Clickatell repeats all but 2xx), else 200.
 * @param take one event's objects under this name; resolves once it is stored
 */
export async function answerCallback(
  request: CallbackRequest,
  key: CallbackKey,
  name: string,
  take: (event: Record<string, unknown>) => Promise<void>,
): Promise<CallbackAnswer> {
  if (!key.opens(request)) return { status: 401 };
  if (request.method !== 'POST') return { status: 405 };
  const events = eventsIn(request.body, name);
  if (events === undefined) return { status: 400 };
  const taken = await Promise.allSettled(events.map(take));
  return { status: taken.every(({ status }) => status === 'fulfilled') ? 200 : 503 };
}

/** Undefined for what is no callback. Kinds of events that are new or not asked for are none here. */
function eventsIn(body: Buffer, name: string): Record<string, unknown>[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(read) || !isObject(read.event)) return undefined;
  const events = read.event[name];
  return Array.isArray(events) ? events.filter(isObject).filter(isText) : [];
}

/** Samples have the channel's name with a space behind it. */
const isText = ({ channel }: Record<string, unknown>): boolean =>
  channel === undefined || (typeof channel === 'string' && channel.trim().toLowerCase() === 'sms');

/** Undefined where nothing follows from it: not ours, under way, or a state that isn't documented. */
export function receiptIn({ clientMessageId, messageId, status, statusCode }: Record<string, unknown>): Receipt | undefined {
  const ours = typeof clientMessageId === 'string' ? readReference(clientMessageId) : undefined;
  const state = stateOf(status, statusCode);
  if (ours === undefined || (state?.fate !== 'delivered' && state?.fate !== 'undelivered')) return undefined;
  return {
    ...ours,
    status: state.fate,
    ...(isMessageId(messageId) && { carrierMessageId: messageId }),
    ...(state.reason !== undefined && { reason: state.reason }),
  };
}

/** Undefined for what lacks something. */
export function inboundIn({ messageId, from, to, content }: Record<string, unknown>): Inbound | undefined {
  if (!isMessageId(messageId) || typeof from !== 'string' || typeof to !== 'string') return undefined;
  return { carrierMessageId: messageId, from: e164Of(from), to: e164Of(to), content: typeof content === 'string' ? content : '' };
}

/** Numbers come without `+`; short codes and names stay as they are. */
const e164Of = (address: string): string => (/^[1-9]\d{7,14}$/.test(address) ? `+${address}` : address);
