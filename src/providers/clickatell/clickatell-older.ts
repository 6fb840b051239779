// The older forms of Clickatell's callbacks, of integrations for the SMS API or, before that, the HTTP API: one flat event, in the address
// of a GET, a form or JSON. Sources: help.clickatell.com/developers-api-reference/sms-client-callbacks,
// archive.clickatell.com/developers/api-docs/callback-(push-status-and-cost-notification)-advanced-message-send.
import { type Inbound, readReference, type Receipt } from '../provider.js';
import { inboundIn, isMessageId } from './clickatell-callbacks.js';
import { readForm } from './clickatell-form.js';
import { type State, stateOf } from './clickatell-states.js';

const state = (code: number, name: string, meaning: State['meaning'], reason?: string): State => ({
  ...{ code, name, meaning },
  ...(reason !== undefined && { reason }),
});

/** The numbers have other meanings than the One API's. */
export const OLDER_STATES: readonly State[] = [
  state(1, 'MESSAGE_UNKNOWN', 'not known'),
  state(2, 'MESSAGE_QUEUED', 'under way'),
  state(3, 'DELIVERED_TO_GATEWAY', 'under way'),
  state(4, 'RECEIVED_BY_RECIPIENT', 'delivered'),
  state(5, 'ERROR_WITH_MESSAGE', 'undelivered', 'an error of the message'),
  state(6, 'USER_CANCELLED_MESSAGE_DELIVERY', 'undelivered', 'stopped by the provider'),
  state(7, 'ERROR_DELIVERING_MESSAGE', 'undelivered', 'the delivery failed'),
  state(8, 'MESSAGE_RECEIVED_BY_GATEWAY', 'under way'),
  state(9, 'ROUTING_ERROR', 'undelivered', 'there is no route to the recipient'),
  state(10, 'MESSAGE_EXPIRED', 'undelivered', 'it expired at the provider'),
  state(11, 'MESSAGE_SCHEDULED_FOR_LATER_DELIVERY', 'under way'),
  state(12, 'OUT_OF_CREDIT', 'undelivered', 'the account’s balance did not suffice'),
  state(13, 'CLICKATELL_CANCELLED_MESSAGE_DELIVERY', 'undelivered', 'stopped by the provider'),
  state(14, 'MAXIMUM_MT_LIMIT_EXCEEDED', 'undelivered', 'the account’s volume limit was exceeded'),
];
const BY_NAME = new Map(OLDER_STATES.map((each) => [each.name, each]));
const BY_CODE = new Map(OLDER_STATES.map((each) => [each.code, each]));

const numberOf = (value: unknown): number | undefined => (/^\d{1,4}$/.test(textOf(value)) ? Number(value) : undefined);
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The state by its name, in either field, else by its number: `status` has the number of the HTTP API. */
function meaningOf(status: unknown, statusCode: unknown): State | undefined {
  const name = textOf(status);
  return BY_NAME.get(name) ?? stateOf(name) ?? BY_CODE.get(numberOf(status) ?? numberOf(statusCode) ?? -1);
}

export type Older =
  | { kind: 'receipt'; receipt: Receipt | undefined }
  /** Undefined if a field is missing. */
  | { kind: 'inbound'; inbound: Inbound | undefined };

/**
 * Undefined if it is neither a receipt nor a message. @param form the raw form, if the body is not JSON: it may be in another character set
 */
export function readOlder(fields: Readonly<Record<string, unknown>>, form?: Buffer): Older | undefined {
  const { status, statusCode, clientMessageId, cliMsgId, messageId, apiMsgId } = fields;
  const id = messageId ?? apiMsgId;
  if (id !== undefined && (status ?? statusCode) !== undefined) {
    const ours = readReference(textOf(clientMessageId ?? cliMsgId));
    const said = meaningOf(status, statusCode);
    if (ours === undefined || (said?.meaning !== 'delivered' && said?.meaning !== 'undelivered'))
      return { kind: 'receipt', receipt: undefined };
    const reason = said.reason === undefined ? {} : { reason: said.reason };
    return { kind: 'receipt', receipt: { ...ours, status: said.meaning, ...(isMessageId(id) && { providerMessageId: id }), ...reason } };
  }
  const { moMsgId, fromNumber, toNumber, text, content } = fields;
  if ((text ?? content ?? fromNumber ?? moMsgId) === undefined) return undefined;
  if (form !== undefined) return { kind: 'inbound', inbound: readForm(form) };
  const { from = fromNumber, to = toNumber } = fields;
  const [of, at] = [from, to].map((address) => (address === undefined ? undefined : textOf(address)));
  return { kind: 'inbound', inbound: inboundIn({ messageId: moMsgId ?? messageId, from: of, to: at, content: text ?? content }) };
}
