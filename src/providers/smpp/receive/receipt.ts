// Reads a delivery receipt: its parameters (receipted_message_id, message_state) and its text. The SMSC's mark decides if a PDU is a
// receipt: an inbound message may look like one, but a phone cannot set esm_class or parameters.
import { plainId } from '../../../platform/message-id.js';
import { readUdh, UDHI } from '../wire/concatenation.js';
import { type Fields, TAG, type Tlvs } from '../wire/pdu-layouts.js';
import { readOctets, type ReceiptFields, type State, STATES } from './receipt-text.js';

/** Bits 5 to 2 of esm_class (5.2.12). */
const TYPE = 0x3c;
const RECEIPT = 0x04;
/** An intermediate notification, not a final receipt. */
const INTERMEDIATE = 0x20;

export interface ReceiptText {
  /** The message ID in the parameter, and in the text. */
  ids: { parameter: string | undefined; text: string | undefined };
  state: State | undefined;
  /** The address as the SMSC writes it. */
  error: string | undefined;
  /** user_message_reference, if the SMSC returns it. */
  reference: number | undefined;
  /** The time of the submit, by the SMSC's clock. */
  submittedAt: Date | undefined;
  source: string;
  destination: string;
  /** True if the text alone identifies it as a receipt. */
  isWhole: boolean;
}

/** Final states. `UNKNOWN` and the others may be followed by another receipt. */
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

/** True if all parts of a message were cancelled at the SMSC, by this server or by somebody else. */
export const wasRecalled = (states: readonly State[]): boolean => states.every((state) => state === 'DELETED');

export const describeState = (state: State, error: string | undefined): string =>
  `the SMSC reported ${state}${error === undefined ? '' : `, error ${error}`}`;

export function isReceipt(esmClass: number, tlvs: Tlvs): boolean {
  const type = esmClass & TYPE;
  return type === RECEIPT || type === INTERMEDIATE || (cString(tlvs.get(TAG.receipted_message_id)) ?? '') !== '';
}

/** Never throws: a missing field is undefined. @param short short_message, if the PDU has one */
export function readReceipt(
  body: Pick<Fields<'data_sm'>, 'esm_class' | 'data_coding' | 'source_addr' | 'destination_addr'>,
  tlvs: Tlvs,
  short: Buffer,
): ReceiptText {
  const parameter = cString(tlvs.get(TAG.receipted_message_id));
  const texts = [short, tlvs.get(TAG.message_payload)].flatMap((octets) => (octets === undefined ? [] : [textOf(octets, body)]));
  // Some SMSCs send 0 for no reference.
  const reference = numberOf(tlvs.get(TAG.user_message_reference));
  const first = <T>(of: (each: ReceiptFields) => T | undefined): T | undefined => texts.map(of).find((each) => each !== undefined);
  return {
    ids: { parameter: parameter === '' ? undefined : parameter, text: first(({ messageId }) => messageId) },
    state: STATES[numberOf(tlvs.get(TAG.message_state)) ?? 0] ?? first(({ state }) => state),
    error: networkError(tlvs.get(TAG.network_error_code)) ?? first(({ error }) => error),
    reference: reference === 0 ? undefined : reference,
    submittedAt: first(({ submittedAt }) => submittedAt),
    source: body.source_addr,
    destination: body.destination_addr,
    isWhole: texts.some(({ isWhole }) => isWhole),
  };
}

function textOf(octets: Buffer, { esm_class, data_coding }: { esm_class: number; data_coding: number }): ReceiptFields {
  return readOctets((esm_class & UDHI) === 0 ? octets : readUdh(octets).text, data_coding);
}

function cString(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return value.toString('latin1', 0, end < 0 ? value.length : end).trim();
}

const numberOf = (value: Buffer | undefined): number | undefined =>
  value === undefined || value.length === 0 || value.length > 4 ? undefined : value.readUIntBE(0, value.length);

/** One octet for the network, two for its code. */
const networkError = (value: Buffer | undefined): string | undefined =>
  value?.length === 3 && value.readUInt16BE(1) !== 0 ? value.readUInt16BE(1).toString() : undefined;

/** `decimal`: responses are hexadecimal and receipts decimal; `hex`: the other way round. */
export const ID_FORMATS = ['same', 'decimal', 'hex'] as const;
export type IdFormat = (typeof ID_FORMATS)[number];

/**
 * A message ID that a receipt may have: the exact one; the same number in the other notation; or one that differs only in case and zeros.
 */
export interface Meant {
  id: string;
  how: 'exact' | 'converted' | 'alike';
}

/** In the order of their reliability. */
export function idsMeant({ ids: { parameter, text } }: ReceiptText, format: IdFormat): Meant[] {
  const [inParameter, inText] = [parameter, text].map((id) => (id === undefined ? [] : [id]));
  const [p, t] = [inParameter ?? [], inText ?? []];
  const converted = [...t, ...p].flatMap((id) => inOtherFormat(id, format) ?? []);
  return [
    ...converted.map((id) => ({ id, how: 'converted' as const })),
    ...[...p, ...t].map((id) => ({ id, how: 'exact' as const })),
    ...[...p, ...t].map((id) => ({ id, how: 'alike' as const })),
  ];
}

/** In the notation of the response. */
function inOtherFormat(id: string, format: IdFormat): string | undefined {
  if (format === 'decimal') return /^\d+$/.test(id) ? plainId(BigInt(id).toString(16)) : undefined;
  if (format === 'hex') return /^[\da-f]+$/i.test(id) ? BigInt(`0x${id}`).toString() : undefined;
  return undefined;
}
