// Clickatell's callbacks: receipts and inbound messages. They come repeatedly and in any order, with one or several events each, in the One
// API's form or an older one.
import { jsonObject } from '../http/json.js';
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../provider.js';
import { type CallbackKey, inboundIn, isObject, receiptIn } from './clickatell-callbacks.js';
import { readOlder } from './clickatell-older.js';

export interface Handlers {
  receipt: (receipt: Receipt) => Promise<void>;
  inbound: (inbound: Inbound) => Promise<void>;
}

/**
 * Answers a callback: 401 without proof, 405 for another method, 400 if it cannot be read, 503 if an event was not stored (Clickatell
 * repeats all but 2xx), else 200. The content decides the kind of an event, not the address.
 * @param unknown called with a form that is not known
 */
export async function answerCallback(
  request: CallbackRequest,
  key: CallbackKey,
  { receipt, inbound }: Handlers,
  unknown: (fields: readonly string[]) => void,
): Promise<CallbackAnswer> {
  if (!key.verifies(request)) return { status: 401 };
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
  // An inbound message that cannot be read must not be acknowledged as stored.
  return { status: messages.includes(undefined) ? 400 : 200 };
}

interface Read {
  /** Undefined if the event has no effect. */
  receipts: (Receipt | undefined)[];
  /** Undefined if a field is missing. */
  messages: (Inbound | undefined)[];
}

/** Undefined if the body cannot be read; `fields` are the names of an unknown form's fields. */
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

/** New kinds of events are ignored. A single event may come without a list. */
const eventsIn = (events: unknown): Record<string, unknown>[] => [events].flat().filter(isObject).filter(isText);

/** Samples have the name of the channel with a trailing space. */
const isText = ({ channel }: Record<string, unknown>): boolean =>
  channel === undefined || (typeof channel === 'string' && channel.trim().toLowerCase() === 'sms');
