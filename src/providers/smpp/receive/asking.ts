// Asking the SMSC about what it has accepted: query_sm for what became of it, cancel_sm to take it back. A message of several parts has
// an ID a part, and is what its parts are together.
import type { Known, SentMessage } from '../../provider.js';
import type { Link } from '../session/link.js';
import { outcomeOf, sayState, wasRecalled } from './receipt.js';
import { type State, STATES } from './receipt-text.js';
import { sayStatus, STATUS } from '../wire/smpp-codes.js';
import type { SmppSettings } from '../smpp-settings.js';
import { digitsOf, sourceOf } from '../send/submit.js';

type Recalled = 'recalled' | 'too late' | 'unknown';

/** It can't be cancelled any more, or this SMSC cancels nothing. */
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
    // Also where it says that it knows no such message: it may have had it, and forgotten.
    if (reply.status !== STATUS.ESME_ROK) return { kind: 'unknown', reason: `the SMSC answered ${sayStatus(reply.status)}` };
    if (state === undefined || state === 'UNKNOWN') return { kind: 'unknown', reason: 'the SMSC does not know what became of it' };
    states.push(state);
  }
  const providerMessageId = ids.join(' ');
  const failed = states.find((state) => outcomeOf(state) === 'undelivered');
  if (failed !== undefined)
    return { kind: 'undelivered', providerMessageId, reason: sayState(failed, undefined), ...(wasRecalled(states) && { recalled: true }) };
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
  // Part of it was sent: the whole can't be taken back.
  return answers.has('unknown') ? 'unknown' : answers.has('too late') ? 'too late' : 'recalled';
}
