// A text by the SMS API: the request to POST /sms/json, and the meaning of its answer. The answer has an entry for each part of a long
// text. If only some parts were accepted, the text is in doubt.
import { jsonObject } from '../http/json.js';
import type { OutboundAnswer } from '../http/outbound.js';
import { retryAfterMs } from '../http/retry-after.js';
import { type Answer, type Message, referenceOf } from '../provider.js';
import { needsUnicode } from './alphabet.js';
import { listOf, textOf } from './json.js';
import { problemOf } from './problem.js';
import { receiptUrl } from './own-proof.js';
import { signatureOf } from './signature.js';
import { answerOf, lookUp, SMS_STATUS } from './vonage-codes.js';
import type { VonageSettings } from './vonage-settings.js';

/** Documented range of `ttl`. */
const LEAST_TTL_MS = 20_000;
const MOST_TTL_MS = 604_800_000;

/** E.164 as Vonage writes it; a sender that is a name stays unchanged. */
export const withoutPlus = (number: string): string => (/^\+\d+$/.test(number) ? number.slice(1) : number);

/** @param callback address for receipts; undefined = no receipts are requested */
export function textForm(message: Message<string>, settings: VonageSettings, callback: string | undefined, now = Date.now()): string {
  const { apiKey, apiSecret, signRequests, signatureSecret, signatureMethod } = settings;
  const { address, content, sender, validityMs } = message;
  const form = new Map([
    ['api_key', apiKey],
    ['from', withoutPlus(sender ?? settings.from)],
    ['to', withoutPlus(address)],
    ['text', content],
    ['client-ref', referenceOf(message)],
  ]);
  if (needsUnicode(content)) form.set('type', 'unicode');
  if (validityMs !== null) form.set('ttl', String(Math.min(Math.max(Math.floor(validityMs), LEAST_TTL_MS), MOST_TTL_MS)));
  if (callback !== undefined) form.set('callback', receiptUrl(callback, referenceOf(message), settings));
  if (signRequests && signatureSecret !== undefined) {
    form.set('timestamp', String(Math.floor(now / 1_000)));
    form.set('sig', signatureOf(signatureMethod, signatureSecret, form));
  } else {
    form.set('api_secret', apiSecret);
  }
  return new URLSearchParams([...form]).toString();
}

export function textAnswer(answer: OutboundAnswer): Answer {
  if (answer.status !== 200) return problemOf(answer);
  const body = jsonObject(answer.body);
  const parts = listOf(body?.messages);
  const count = textOf(body?.['message-count']);
  if (parts === undefined || parts.length === 0 || (count !== '' && count !== String(parts.length)))
    return { kind: 'unknown', reason: 'Vonage’s answer could not be understood' };
  const accepted = parts.filter((part) => textOf(part.status) === '0');
  if (accepted.length === parts.length) return acceptedAs(parts[0]);
  if (accepted.length > 0) return { kind: 'unknown', reason: `Vonage accepted ${accepted.length} of ${parts.length} parts` };
  const later = retryAfterMs(answer);
  const answers = parts.map((part) => partAnswer(part, later));
  // If one part is in doubt, the text is in doubt; otherwise a refused part refuses the text.
  for (const kind of ['unknown', 'refused'] as const) {
    const worst = answers.find((each) => each.kind === kind);
    if (worst !== undefined) return worst;
  }
  return answers.find((each) => each.kind === 'temporary' && each.throttled) ?? partAnswer(parts[0], later);
}

function acceptedAs(part: Record<string, unknown> | undefined): Answer {
  const providerMessageId = textOf(part?.['message-id']);
  return providerMessageId === ''
    ? { kind: 'unknown', reason: 'Vonage’s answer had no message ID' }
    : { kind: 'accepted', providerMessageId };
}

function partAnswer(part: Record<string, unknown> | undefined, later: number | undefined): Answer {
  const status = textOf(part?.status);
  const code = lookUp(SMS_STATUS, status);
  return code === undefined ? { kind: 'unknown', reason: 'Vonage answered an undocumented status' } : answerOf(code, status, later);
}
