// Sends the parts of a message and combines their answers: accepted if all parts are; refused or to be retried only while no part is
// accepted. The first part goes alone, since most refusals concern the whole message; then no other part has left.
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../provider.js';
import type { Link } from '../session/link.js';
import type { Reply } from '../session/requests.js';
import { answerTo, type Meaning, meaningOf, describeStatus } from '../wire/smpp-codes.js';
import { partReference, type Submit } from './submit.js';

/** Meanings that concern the session, whatever the message. */
const GONE: readonly Meaning[] = ['unbound', 'account'];
/** The pause before a throttled part is tried again, since a partly accepted message cannot wait for a retry. */
const THROTTLED_MS = 250;

export interface Sending {
  reference: string;
  signal: AbortSignal;
  statuses: ReadonlyMap<number, Meaning>;
  /** Called with each message ID and its reference; must not reject. */
  learn: (messageId: string, reference: string) => Promise<void>;
}

export const notSent = (reason: string, isOurs = false): Answer => ({
  kind: 'temporary',
  unreachable: true,
  ...(isOurs && { fault: 'configuration' as const }),
  reason,
});

/** @throws the signal's reason if the signal ended the wait for a response */
export async function sendParts(link: Link, submits: readonly Submit[], sending: Sending): Promise<Answer> {
  const send = (submit: Submit, place: number): Promise<Answer> =>
    one(link, submit, { ...sending, reference: partReference(sending.reference, place, submits.length) });
  const [first, ...others] = submits;
  if (first === undefined) return { kind: 'refused', reason: 'the message is empty' };
  const answer = await send(first, 1);
  if (answer.kind !== 'accepted' || others.length === 0) return answer;
  const answers = await Promise.all(others.map((submit, i) => sendUntilTaken(() => send(submit, i + 2), sending.signal)));
  const ids = [answer, ...answers].map((each) => (each.kind === 'accepted' ? each.providerMessageId : undefined));
  if (ids.includes(undefined)) return { kind: 'unknown', reason: 'the SMSC accepted some parts of the message and others not' };
  return { kind: 'accepted', providerMessageId: ids.join(' ') };
}

/** Repeats a part that was certainly not accepted, until the signal aborts. */
async function sendUntilTaken(send: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.kind !== 'temporary' || answer.throttled !== true) return answer;
    await pause(THROTTLED_MS, undefined, { signal });
  }
}

async function one(link: Link, { body, tlvs }: Submit, { reference, signal, statuses, learn }: Sending): Promise<Answer> {
  const onLate = (late: Reply<'submit_sm'>): void => {
    // No caller waits for it any more, but its receipt will report the outcome.
    const messageId = late.kind === 'reply' && late.status === 0 ? (late.body?.message_id ?? '') : '';
    if (messageId !== '') void learn(messageId, reference);
  };
  const reply = await link.submit(body, { tlvs, signal, onLate });
  if (reply.kind === 'not sent') return notSent(reply.reason);
  if (reply.kind === 'lost') {
    signal.throwIfAborted();
    return { kind: 'unknown', reason: reply.reason };
  }
  if (reply.status !== 0) {
    // The SMSC has ended the session: the next message needs a new one.
    if (GONE.includes(meaningOf(reply.status, statuses))) void link.retire(`the SMSC answered ${describeStatus(reply.status)}`);
    return answerTo(reply.status, statuses);
  }
  const providerMessageId = reply.body?.message_id ?? '';
  if (providerMessageId !== '') await until(signal, learn(providerMessageId, reference));
  return { kind: 'accepted', providerMessageId };
}

/** The message was certainly accepted, however long it takes to store its ID. */
async function until(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let late: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => (late = resolve));
  signal.addEventListener('abort', late);
  if (signal.aborted) late();
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', late);
}
