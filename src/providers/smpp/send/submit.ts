// Builds the submit_sm of a message: one, or one for each part of a long message. It checks that the message can be written before anything
// leaves.
import { createHash } from 'node:crypto';
import { type Message, referenceOf } from '../../provider.js';
import { headerOf, type Place, sar, udh, UDHI } from '../wire/concatenation.js';
import { encodeContent } from './parts.js';
import { type Fields, TAG, type Tlvs } from '../wire/pdu-layouts.js';
import type { SmppSettings } from '../smpp-settings.js';
import { validityPeriod } from './validity.js';

export interface Submit {
  body: Fields<'submit_sm'>;
  tlvs: Tlvs;
}

export interface Source {
  source_addr_ton: number;
  source_addr_npi: number;
  source_addr: string;
}

/** Type and numbering plan of an address, sections 5.2.5 and 5.2.6. */
export const TON = { unknown: 0, international: 1, national: 2, network: 3, alphanumeric: 5 } as const;
const ISDN = 1;
/** registered_delivery, 5.2.17. */
const RECEIPT = { none: 0, always: 1 } as const;
const LONGEST_SHORT_CODE = 8;
const LONGEST_ADDRESS = 20;
/** The greatest length of message_payload. */
const LONGEST_PAYLOAD = 65_535;

/** Undefined for a sender that cannot be written as an address. */
export function sourceOf(sender: string, { sourceTon, sourceNpi }: SmppSettings): Source | undefined {
  const source = (ton: number, npi: number, source_addr: string): Source => ({ source_addr_ton: ton, source_addr_npi: npi, source_addr });
  if (sender === '') return source(TON.unknown, 0, '');
  if (sender.length > LONGEST_ADDRESS || !/^[ -~]+$/.test(sender)) return undefined;
  const [, plus, digits] = /^(\+?)(\d+)$/.exec(sender) ?? [];
  if (digits === undefined) return source(TON.alphanumeric, 0, sender);
  const short = plus === '' && digits.length <= LONGEST_SHORT_CODE;
  return source(sourceTon ?? (short ? TON.network : TON.international), sourceNpi ?? (short ? 0 : ISDN), digits);
}

export const digitsOf = (address: string): string => address.replace(/^\+/, '');

/** @param place 1 to total, for a message of several parts */
export const partReference = (reference: string, place: number, total: number): string =>
  total === 1 ? reference : `${reference}:${place}/${total}`;

/** user_message_reference has two octets only: candidates have the same addresses and a near time already. Never 0. */
export function referenceNumber(reference: string): Buffer {
  const number = createHash('sha256').update(reference).digest().subarray(0, 2);
  return number.readUInt16BE(0) === 0 ? Buffer.of(0, 1) : Buffer.from(number);
}

/** @param reference distinguishes the parts of this message from those of others to the same number */
export function submitsOf(message: Message<string>, settings: SmppSettings, reference: number): Submit[] | { refused: string } {
  const { concatenation, alphabet, destTon, destNpi, serviceType, receipts, validity, messageReferences } = settings;
  const source = sourceOf(message.sender ?? settings.sender, settings);
  if (source === undefined) return { refused: 'the sender can’t be written as an address of the SMSC' };
  const payload = concatenation === 'payload';
  const encoded = encodeContent(message.content, alphabet, headerOf(concatenation), payload);
  if (encoded === undefined || encoded.parts.some(({ length }) => length > LONGEST_PAYLOAD))
    return { refused: 'the content is too long for a short message' };
  const { coding, parts } = encoded;
  return parts.map((part, i): Submit => {
    const place: Place = { reference, total: parts.length, number: i + 1 };
    const long = parts.length > 1;
    const inHeader = long && (concatenation === 'udh' || concatenation === 'udh16');
    const body: Fields<'submit_sm'> = {
      service_type: serviceType,
      ...source,
      dest_addr_ton: destTon,
      dest_addr_npi: destNpi,
      destination_addr: digitsOf(message.address),
      esm_class: inHeader ? UDHI : 0,
      protocol_id: 0,
      priority_flag: 0,
      schedule_delivery_time: '',
      validity_period: validityPeriod(message.validityMs, validity),
      // A receipt of each part is requested: together they decide the outcome of the message.
      registered_delivery: receipts ? RECEIPT.always : RECEIPT.none,
      replace_if_present_flag: 0,
      data_coding: coding,
      sm_default_msg_id: 0,
      short_message: payload ? Buffer.alloc(0) : inHeader ? Buffer.concat([udh(place, concatenation), part]) : part,
    };
    const tlvs = new Map<number, Buffer>(long && concatenation === 'sar' ? sar(place) : []);
    if (payload) tlvs.set(TAG.message_payload, part);
    if (messageReferences)
      tlvs.set(TAG.user_message_reference, referenceNumber(partReference(referenceOf(message), place.number, place.total)));
    return { body, tlvs };
  });
}
