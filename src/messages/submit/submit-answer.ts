// The answer of a submit: the two fields of the Volt MX API, and with `Prefer: return=representation` a description of the stored request.
import { type Price, times } from '../../platform/price.js';
import type { Answer } from '../../requests/idempotency/idempotency.js';
import type { StoredRequest } from '../../requests/submit/submission.js';
import { costOf, type TextCosts } from '../segments.js';
import type { SubmitMessage } from './submit-message.js';

interface SubmittedMessage extends StoredRequest {
  message: SubmitMessage;
}

/** The segments and the encoding of each text. Null = the texts differ. */
const commonOf = ({ least, most, encoding }: TextCosts): { segments: number | null; encoding: string | null } => ({
  segments: least === most ? most : null,
  encoding: encoding ?? null,
});

/** The segments of all texts. Null for voice calls. */
function unitsOf({ channel, content, costs, recipients }: SubmitMessage): number | null {
  if (costs !== undefined) return costs.total;
  const { segments } = costOf(channel, content);
  return segments === null ? null : segments * recipients.length;
}

/** @param price of a segment; null = not configured */
function representation({ message, startsAt, optedOut }: Omit<SubmittedMessage, 'id'>, price: Price | null): object {
  const { recipients, duplicates, refused, refusedCount, expiresAt, channel, content, costs } = message;
  const { segments, encoding } = costs === undefined ? costOf(channel, content) : commonOf(costs);
  const total = unitsOf(message);
  return {
    recipientCount: recipients.length,
    duplicates,
    refused,
    refusedCount,
    ...(optedOut !== undefined && { optedOut }),
    startsAt: startsAt.toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    ...{ segments, encoding },
    ...(costs !== undefined && { segmentsLeast: costs.least, segmentsMost: costs.most, segmentsTotal: costs.total }),
    ...(price !== null && { cost: total === null ? null : times(total, price) }),
  };
}

/**
 * Yields between steps. With several messages, `id` is the ID of the first request, `ids` has the IDs of all requests, and `requests` has the
 * representation of each.
 */
export function* submitAnswer(
  stored: readonly StoredRequest[],
  messages: readonly SubmitMessage[],
  withRepresentation: boolean,
  price: Price | null,
): Generator<undefined, Answer> {
  const submitted = stored.flatMap((each, i) => (messages[i] === undefined ? [] : [{ ...each, message: messages[i] }]));
  const [first] = submitted;
  const body = { id: first?.id ?? '', message: 'Request Queued. ' };
  if (first === undefined || submitted.length === 1)
    return { status: 200, body: first !== undefined && withRepresentation ? { ...body, ...representation(first, price) } : body };
  const ids = submitted.map(({ id }) => id);
  if (!withRepresentation) return { status: 200, body: { ...body, ids } };
  const requests: object[] = [];
  for (const each of submitted) {
    requests.push({ id: each.id, ...representation(each, price) });
    yield;
  }
  return { status: 200, body: { ...body, ids, requests } };
}

/** The answer of a dry run: always the representation, without IDs. Yields between steps. */
export function* checkAnswer(
  messages: readonly SubmitMessage[],
  optedOut: readonly number[],
  price: Price | null,
): Generator<undefined, Answer> {
  const now = Date.now();
  const requests: object[] = [];
  for (const [i, message] of messages.entries()) {
    requests.push(representation({ message, startsAt: new Date(Math.max(now, message.startsAt ?? 0)), optedOut: optedOut[i] }, price));
    yield;
  }
  const body = { id: '', message: 'Request checked, nothing queued. ' };
  return { status: 200, body: requests.length === 1 ? { ...body, ...requests[0] } : { ...body, requests } };
}
