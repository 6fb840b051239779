// The parts of Clickatell's callbacks: their proof, HTTP Basic with the credentials that the operator entered there, and their events.
// Format: help.clickatell.com/developers-api-reference/reference/one-api-client-callbacks; older ones: clickatell-older.ts.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type CallbackRequest, type Inbound, readReference, type Receipt } from '../provider.js';
import { stateOf } from './clickatell-states.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * A message ID. Clickatell's samples have 32 hexadecimal digits; any visible characters are accepted, since the ID is stored and sent back
 * unchanged.
 */
export const isMessageId = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value);

/** The configured credentials; undefined: no callback is believed. */
export class CallbackKey {
  private readonly expected: Buffer | undefined;

  constructor(user: string | undefined, password: string | undefined) {
    if (user !== undefined && password !== undefined)
      this.expected = digest(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`);
  }

  /** Takes the same time for any wrong value. */
  verifies({ headers }: CallbackRequest): boolean {
    const { authorization } = headers;
    if (this.expected === undefined || typeof authorization !== 'string') return false;
    // The scheme's name is case-insensitive.
    return timingSafeEqual(digest(authorization.replace(/^basic +/i, 'Basic ')), this.expected);
  }
}

/** Undefined if the event has no effect: not our message, still under way, or an undocumented state. */
export function receiptIn({ clientMessageId, messageId, status, statusCode }: Record<string, unknown>): Receipt | undefined {
  const ours = typeof clientMessageId === 'string' ? readReference(clientMessageId) : undefined;
  const state = stateOf(status, statusCode);
  if (ours === undefined || (state?.meaning !== 'delivered' && state?.meaning !== 'undelivered')) return undefined;
  return {
    ...ours,
    status: state.meaning,
    ...(isMessageId(messageId) && { providerMessageId: messageId }),
    ...(state.reason !== undefined && { reason: state.reason }),
  };
}

/** Undefined if a field is missing. */
export function inboundIn({ messageId, from, to, content }: Record<string, unknown>): Inbound | undefined {
  if (!isMessageId(messageId) || typeof from !== 'string' || typeof to !== 'string') return undefined;
  return { providerMessageId: messageId, from: e164Of(from), to: e164Of(to), content: typeof content === 'string' ? content : '' };
}

/** Numbers come without `+`; short codes and names stay as they are. */
const e164Of = (address: string): string => (/^[1-9]\d{7,14}$/.test(address) ? `+${address}` : address);
