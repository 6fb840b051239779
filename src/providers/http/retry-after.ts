// Reads the pause that a provider asks for, in either form of the header (RFC 9110, 10.2.3).
import type { OutboundAnswer } from './outbound.js';

/** The longest pause that is believed: a provider's mistake could stop a queue for years. */
const MOST_MS = 3_600_000;

/** @returns milliseconds from now; undefined if the header is absent or cannot be read */
export function retryAfterMs({ headers }: Pick<OutboundAnswer, 'headers'>): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value) * 1_000, MOST_MS);
  const at = /^[A-Z][a-z]{2,8}[, ]/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - Date.now()), MOST_MS);
}
