// An HTTP answer that is no success: what is documented of it, else in doubt.
import type { Answer } from '../carrier.js';
import type { OutboundAnswer } from '../http/outbound.js';
import { jsonObject, textOf } from './json.js';
import { answerOf, type Code, lookUp, PROBLEM } from './vonage-codes.js';

/** Of a carrier's own wait nothing longer is believed. */
const MOST_WAIT_MS = 3_600_000;

/** Undefined where the carrier named none that can be understood. */
export function retryAfterMs({ headers }: Pick<OutboundAnswer, 'headers'>, now = Date.now()): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MOST_WAIT_MS);
}

/** @param tooMany what 429 means, where the API documents it */
export function problemOf(answer: OutboundAnswer, tooMany?: Code): Answer {
  const { status } = answer;
  if (status === 429 && tooMany !== undefined) return answerOf(tooMany, '429', retryAfterMs(answer));
  const name = textOf(jsonObject(answer.body)?.type)
    .replace(/^.*[#/]/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  // A 5xx with a documented type is still none that says “not accepted”.
  const code = status >= 400 && status < 500 ? lookUp(PROBLEM, name) : undefined;
  return code === undefined ? { kind: 'unknown', reason: `Vonage answered HTTP ${status}` } : answerOf(code, name);
}
