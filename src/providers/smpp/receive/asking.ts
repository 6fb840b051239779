// Queries and recalls at the SMSC: query_sm reads the state of an accepted message, cancel_sm recalls it. A message of several parts has an
// ID for each part; its state follows from the states of all parts.
import type { Known, SentMessage } from '../../provider.js';
import type { Link } from '../session/link.js';
import { outcomeOf, describeState, wasRecalled } from './receipt.js';
import { type State, STATES } from './receipt-text.js';
import { describeStatus, STATUS } from '../wire/smpp-codes.js';
import type { SmppSettings } from '../smpp-settings.js';
import { digitsOf, sourceOf } from '../send/submit.js';

type Recalled = 'recalled' | 'too late' | 'unknown';

/** Answers after which the message can never be cancelled: too late, or the SMSC has no cancel_sm. */
const NEVER: ReadonlySet<number> = new Set([STATUS.ESME_RCANCELFAIL, STATUS.ESME_RINVMSGID, STATUS.ESME_RINVCMDID]);

const idsOf = ({ providerMessageId }: SentMessage<string>): string[] => providerMessageId?.split(' ').filter((id) => id !== '') ?? [];

export async function queryMessage(link: Link, message: SentMessage<string>, settings: SmppSettings, signal: AbortSignal): Promise<Known> {
  const ids = idsOf(message);
  const source = sourceOf(message.sender ?? settings.sender, settings);
  if (ids.length === 0 || source === undefined) return { kind: 'unknown', reason: 'the SMSC knows a message by its own ID only' };
  const states: State[] = [];
  for (const message_id of ids) {
    const reply = await link.request('query_sm', { message_id, ...source }, { signal });
    if (reply.kind !== 'reply') return { kind: 'unknown', reason: reply.reason };
    const state = STATES[reply.body?.message_state ?? 0];
    // Also if the SMSC does not know the message: it may have had it and forgotten it.
    if (reply.status !== STATUS.ESME_ROK) return { kind: 'unknown', reason: `the SMSC answered ${describeStatus(reply.status)}` };
    if (state === undefined || state === 'UNKNOWN') return { kind: 'unknown', reason: 'the SMSC does not know what became of it' };
    states.push(state);
  }
  const providerMessageId = ids.join(' ');
  const failed = states.find((state) => outcomeOf(state) === 'undelivered');
  if (failed !== undefined)
    return {
      kind: 'undelivered',
      providerMessageId,
      reason: describeState(failed, undefined),
      ...(wasRecalled(states) && { recalled: true }),
    };
  return { kind: states.every((state) => outcomeOf(state) === 'delivered') ? 'delivered' : 'accepted', providerMessageId };
}

export async function cancelMessage(
  link: Link,
  message: SentMessage<string>,
  settings: SmppSettings,
  signal: AbortSignal,
): Promise<Recalled> {
  const ids = idsOf(message);
  const source = sourceOf(message.sender ?? settings.sender, settings);
  if (ids.length === 0 || source === undefined) return 'unknown';
  const destination = { dest_addr_ton: settings.destTon, dest_addr_npi: settings.destNpi, destination_addr: digitsOf(message.address) };
  const answers = new Set<Recalled>();
  for (const message_id of ids) {
    const body = { service_type: settings.serviceType, message_id, ...source, ...destination };
    const reply = await link.request('cancel_sm', body, { signal });
    if (reply.kind !== 'reply') answers.add('unknown');
    else if (reply.status === STATUS.ESME_ROK) answers.add('recalled');
    else if (NEVER.has(reply.status)) answers.add('too late');
    else answers.add('unknown');
  }
  // Some parts were sent, so the message as a whole cannot be recalled.
  return answers.has('unknown') ? 'unknown' : answers.has('too late') ? 'too late' : 'recalled';
}
