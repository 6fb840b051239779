// Clickatell's calls to us: what became of messages, and messages that people sent. They come repeated and in any order, one or several
// events a call, in the One API's form or an older one.
import { jsonObject } from '../http/json.js';
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../provider.js';
import { type CallbackKey, inboundIn, isObject, receiptIn } from './clickatell-callbacks.js';
import { readOlder } from './clickatell-older.js';

export interface Handlers {
  receipt: (receipt: Receipt) => Promise<void>;
  inbound: (inbound: Inbound) => Promise<void>;
}

/**
 * Answers a callback: 401 unproved, 405 by another method, 400 unreadable, 503 where something was not taken (Clickatell repeats all but
 * 2xx), else 200. What it says tells what it is, not the address that somebody entered for it.
 * @param unknown told of a form that is none of those that are known
 */
export async function answerCallback(
  request: CallbackRequest,
  key: CallbackKey,
  { receipt, inbound }: Handlers,
  unknown: (fields: readonly string[]) => void,
): Promise<CallbackAnswer> {
  if (!key.opens(request)) return { status: 401 };
  if (request.method !== 'POST' && request.method !== 'GET') return { status: 405 };
  const read = readCallback(request);
  if (read === undefined) return { status: 400 };
  if ('fields' in read) {
    unknown(read.fields);
    return { status: 400 };
  }
  const { receipts, messages } = read;
  const taken = await Promise.allSettled([
    ...receipts.map((each) => (each === undefined ? undefined : receipt(each))),
    ...messages.map((each) => (each === undefined ? undefined : inbound(each))),
  ]);
  if (taken.some(({ status }) => status === 'rejected')) return { status: 503 };
  // What someone sent and nobody can read is not to be taken for kept.
  return { status: messages.includes(undefined) ? 400 : 200 };
}

interface Read {
  /** Undefined where nothing follows from it. */
  receipts: (Receipt | undefined)[];
  /** Undefined for what lacks something. */
  messages: (Inbound | undefined)[];
}

/** Undefined for what can't be read at all; `fields` are those of a form that isn't known. */
function readCallback({ method, url, headers, body }: CallbackRequest): Read | { fields: string[] } | undefined {
  const isForm = method === 'GET' || /^application\/x-www-form-urlencoded\b/i.test(String(headers['content-type'] ?? ''));
  const form = method === 'GET' ? Buffer.from(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '') : body;
  const read = isForm ? Object.fromEntries(new URLSearchParams(form.toString('latin1'))) : jsonObject(body.toString('utf8'));
  if (read === undefined) return undefined;
  if (isObject(read.event)) {
    const { messageStatusUpdate, moText } = read.event;
    return { receipts: eventsIn(messageStatusUpdate).map(receiptIn), messages: eventsIn(moText).map(inboundIn) };
  }
  const older = readOlder(read, isForm ? form : undefined);
  if (older === undefined) return { fields: Object.keys(read) };
  return older.kind === 'receipt' ? { receipts: [older.receipt], messages: [] } : { receipts: [], messages: [older.inbound] };
}

/** Kinds of events that are new or not asked for are none here. One by itself may come without a list. */
const eventsIn = (events: unknown): Record<string, unknown>[] => [events].flat().filter(isObject).filter(isText);

/** Samples have the channel's name with a space behind it. */
const isText = ({ channel }: Record<string, unknown>): boolean =>
  channel === undefined || (typeof channel === 'string' && channel.trim().toLowerCase() === 'sms');
