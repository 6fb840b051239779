// What a submit answers: the family's two fields, and with `Prefer: return=representation` what was made of the request.
import type { Answer } from './idempotency.js';
import { costOf } from './segments.js';
import type { SubmitMessage } from './submit-message.js';

export interface SubmittedMessage {
  id: string;
  startsAt: Date;
  message: SubmitMessage;
  /** Of its numbers, as far as was asked for. */
  optedOut?: number;
}

function representation({ message, startsAt, optedOut }: SubmittedMessage): object {
  const { numbers, duplicates, refused, refusedCount, expiresAt, channel, content } = message;
  return {
    recipientCount: numbers.length,
    duplicates,
    refused,
    refusedCount,
    ...(optedOut !== undefined && { optedOut }),
    startsAt: startsAt.toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    ...costOf(channel, content),
  };
}

/** With several messages, `id` is the first one's, `ids` lists all, and each has its own representation in `requests`. */
export function submitAnswer(submitted: readonly SubmittedMessage[], withRepresentation: boolean): Answer {
  const [first] = submitted;
  const body = { id: first?.id ?? '', message: 'Request Queued. ' };
  if (first === undefined || submitted.length === 1)
    return { status: 200, body: first !== undefined && withRepresentation ? { ...body, ...representation(first) } : body };
  const ids = submitted.map(({ id }) => id);
  const requests = submitted.map((each) => ({ id: each.id, ...representation(each) }));
  return { status: 200, body: { ...body, ids, ...(withRepresentation && { requests }) } };
}
