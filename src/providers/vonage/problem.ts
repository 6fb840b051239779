// The meaning of an HTTP error: the documented one, else in doubt.
import { jsonObject } from '../http/json.js';
import type { OutboundAnswer } from '../http/outbound.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { Answer } from '../provider.js';
import { textOf } from './json.js';
import { answerOf, lookUp, PROBLEM, TOO_MANY } from './vonage-codes.js';

export function problemOf(answer: OutboundAnswer): Answer {
  const { status } = answer;
  if (status === 429) return answerOf(TOO_MANY, '429', retryAfterMs(answer));
  const name = textOf(jsonObject(answer.body)?.type)
    .replace(/^.*[#/]/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  // A 5xx with a documented type still does not prove that the message was not accepted.
  const code = status >= 400 && status < 500 ? lookUp(PROBLEM, name) : undefined;
  return code === undefined ? { kind: 'unknown', reason: `Vonage answered HTTP ${status}` } : answerOf(code, name);
}
