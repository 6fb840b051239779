// Sends a message's parts, and says what that makes of the message: accepted when all of them are; refused or to be tried again only
// while none is. The first goes alone, since most refusals are of the message, and then nothing of it is out.
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../provider.js';
import type { Link } from '../session/link.js';
import type { Reply } from '../session/requests.js';
import { answerTo, type Meaning, meaningOf, sayStatus } from '../wire/smpp-codes.js';
import { partReference, type Submit } from './submit.js';

/** Of the session, whatever the message. */
const GONE: readonly Meaning[] = ['unbound', 'account'];
/** Pause before a part that was too fast is tried again; the message can't be given back any more. */
const THROTTLED_MS = 250;

export interface Sending {
  reference: string;
  signal: AbortSignal;
  statuses: ReadonlyMap<number, Meaning>;
  /** Told which message ID is of which reference; may never reject. */
  learn: (messageId: string, reference: string) => Promise<void>;
}

export const notSent = (reason: string, isOurs = false): Answer => ({
  kind: 'temporary',
  unreachable: true,
  ...(isOurs && { fault: 'configuration' as const }),
  reason,
});

/** @throws the signal's reason where it ended the wait for a response */
export async function sendParts(link: Link, submits: readonly Submit[], sending: Sending): Promise<Answer> {
  const send = (submit: Submit, place: number): Promise<Answer> =>
    one(link, submit, { ...sending, reference: partReference(sending.reference, place, submits.length) });
  const [first, ...others] = submits;
  if (first === undefined) return { kind: 'refused', reason: 'the message is empty' };
  const answer = await send(first, 1);
  if (answer.kind !== 'accepted' || others.length === 0) return answer;
  const answers = await Promise.all(others.map((submit, i) => insist(() => send(submit, i + 2), sending.signal)));
  const ids = [answer, ...answers].map((each) => (each.kind === 'accepted' ? each.providerMessageId : undefined));
  if (ids.includes(undefined)) return { kind: 'unknown', reason: 'the SMSC accepted some parts of the message and others not' };
  return { kind: 'accepted', providerMessageId: ids.join(' ') };
}

/** Documented as not accepted, so it may be sent again; while there is time. */
async function insist(send: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (;;) {
    const answer = await send();
    if (answer.kind !== 'temporary' || answer.throttled !== true) return answer;
    await pause(THROTTLED_MS, undefined, { signal });
  }
}

async function one(link: Link, { body, tlvs }: Submit, { reference, signal, statuses, learn }: Sending): Promise<Answer> {
  const onLate = (late: Reply<'submit_sm'>): void => {
    // Nobody waits for it any more; but its receipt will tell what became of it.
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
    // It has forgotten us: the next session will be a new one.
    if (GONE.includes(meaningOf(reply.status, statuses))) void link.retire(`the SMSC answered ${sayStatus(reply.status)}`);
    return answerTo(reply.status, statuses);
  }
  const providerMessageId = reply.body?.message_id ?? '';
  if (providerMessageId !== '') await until(signal, learn(providerMessageId, reference));
  return { kind: 'accepted', providerMessageId };
}

/** That it was accepted is certain, however long it takes to keep its ID. */
async function until(signal: AbortSignal, work: Promise<void>): Promise<void> {
  let late: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => (late = resolve));
  signal.addEventListener('abort', late);
  if (signal.aborted) late();
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', late);
}
