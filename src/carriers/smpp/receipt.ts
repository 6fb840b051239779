// What a delivery receipt says, by its parameters (receipted_message_id, message_state) or by the text of appendix B. Only what the SMSC
// marks as a receipt is one: an inbound message may read like a receipt, and a phone can't set esm_class or parameters.
import { TAG, type Tlvs } from './pdu-layouts.js';

/** Bits 5 to 2 of esm_class (5.2.12). */
const TYPE = 0x3c;
const RECEIPT = 0x04;
/** On the way: not an end. */
const INTERMEDIATE = 0x20;

/** message_state, section 5.2.28. */
export const STATES = [
  undefined,
  'ENROUTE',
  'DELIVERED',
  'EXPIRED',
  'DELETED',
  'UNDELIVERABLE',
  'ACCEPTED',
  'UNKNOWN',
  'REJECTED',
] as const;
export type State = Exclude<(typeof STATES)[number], undefined>;

/** `stat:`, appendix B. */
const WORDS: Readonly<Record<string, State>> = {
  ...{ ENROUTE: 'ENROUTE', DELIVRD: 'DELIVERED', EXPIRED: 'EXPIRED', DELETED: 'DELETED' },
  ...{ UNDELIV: 'UNDELIVERABLE', ACCEPTD: 'ACCEPTED', UNKNOWN: 'UNKNOWN', REJECTD: 'REJECTED' },
};

export interface ReceiptText {
  messageId: string;
  state: State;
  /** As the SMSC writes it. */
  error: string | undefined;
}

/** What is final: `UNKNOWN` and the rest say nothing that another receipt couldn't change. */
export function outcomeOf(state: State): 'delivered' | 'undelivered' | undefined {
  switch (state) {
    case 'DELIVERED':
      return 'delivered';
    case 'EXPIRED':
    case 'DELETED':
    case 'UNDELIVERABLE':
    case 'REJECTED':
      return 'undelivered';
    case 'ENROUTE':
    case 'ACCEPTED':
    case 'UNKNOWN':
      return undefined;
  }
}

/** All parts of a message: cancelled there, by us or by somebody else. */
export const wasRecalled = (states: readonly State[]): boolean => states.every((state) => state === 'DELETED');

export const sayState = (state: State, error: string | undefined): string =>
  `the SMSC reported ${state}${error === undefined ? '' : `, error ${error}`}`;

export function isReceipt(esmClass: number, tlvs: Tlvs): boolean {
  const type = esmClass & TYPE;
  return type === RECEIPT || type === INTERMEDIATE || tlvs.has(TAG.receipted_message_id);
}

/** Undefined for a receipt that can't be read. @param said short_message or message_payload */
export function readReceipt(tlvs: Tlvs, said: string): ReceiptText | undefined {
  const messageId = cString(tlvs.get(TAG.receipted_message_id)) ?? /\bid: ?([^ \0]{1,64})/i.exec(said)?.[1];
  const state =
    STATES[tlvs.get(TAG.message_state)?.[0] ?? 0] ?? WORDS[/\bstat: ?([A-Z]+)/i.exec(said)?.[1]?.toUpperCase().slice(0, 7) ?? ''];
  if (messageId === undefined || messageId === '' || state === undefined) return undefined;
  return { messageId, state, error: networkError(tlvs.get(TAG.network_error_code)) ?? spokenError(said) };
}

function cString(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return value.toString('latin1', 0, end < 0 ? value.length : end);
}

/** One octet of network, two of its code. */
const networkError = (value: Buffer | undefined): string | undefined =>
  value?.length === 3 && value.readUInt16BE(1) !== 0 ? value.readUInt16BE(1).toString() : undefined;

/** Nothing else of the text may reach a reason: the rest of it is the message. */
function spokenError(said: string): string | undefined {
  const error = /\berr: ?([\dA-Z]{1,10})\b/i.exec(said.split(/\btext:/i, 1)[0] ?? '')?.[1];
  return error === undefined || /^0+$/.test(error) ? undefined : error;
}

/** `decimal`: the submit was answered in hexadecimal and receipts are decimal; `hex`: the other way round. */
export const ID_FORMATS = ['same', 'decimal', 'hex'] as const;
export type IdFormat = (typeof ID_FORMATS)[number];

/** What a message ID is remembered under: the same from the response and from the receipt. */
export function keyOf(messageId: string, from: 'response' | 'receipt', format: IdFormat): string {
  if (format === 'same') return messageId;
  const hex = (from === 'response') === (format === 'decimal');
  if (!(hex ? /^[\da-f]+$/i : /^\d+$/).test(messageId)) return messageId;
  return BigInt(hex ? `0x${messageId}` : messageId).toString();
}
