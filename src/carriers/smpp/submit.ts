// A message as submit_sm: one, or the parts of a long one. Decides before anything leaves whether it can be written at all.
import type { Message } from '../carrier.js';
import { headerOf, type Place, sar, udh } from './concatenation.js';
import { encodeContent } from './parts.js';
import { type Fields, NO_TLVS, TAG, type Tlvs } from './pdu-layouts.js';
import type { SmppSettings } from './smpp-settings.js';
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

/** Type and plan of an address, sections 5.2.5 and 5.2.6. */
export const TON = { unknown: 0, international: 1, national: 2, network: 3, alphanumeric: 5 } as const;
const ISDN = 1;
/** user data begins with a header, 5.2.12. */
const UDHI = 0x40;
/** registered_delivery, 5.2.17. */
const RECEIPT = { none: 0, always: 1, failure: 2 } as const;
const LONGEST_SHORT_CODE = 8;
const LONGEST_ADDRESS = 20;
/** Of message_payload. */
const LONGEST_PAYLOAD = 65_535;

/** Undefined for a sender that an address can't be. */
export function sourceOf(sender: string, { sourceTon, sourceNpi }: SmppSettings): Source | undefined {
  const source = (ton: number, npi: number, source_addr: string): Source => ({ source_addr_ton: ton, source_addr_npi: npi, source_addr });
  if (sender === '') return source(TON.unknown, 0, '');
  if (sender.length > LONGEST_ADDRESS || !/^[ -~]+$/.test(sender)) return undefined;
  const [, plus, digits] = /^(\+?)(\d+)$/.exec(sender) ?? [];
  if (digits === undefined) return source(TON.alphanumeric, 0, sender);
  const short = plus === '' && digits.length <= LONGEST_SHORT_CODE;
  return source(sourceTon ?? (short ? TON.network : TON.international), sourceNpi ?? (short ? 0 : ISDN), digits);
}

export const digitsOf = (mobile: string): string => mobile.replace(/^\+/, '');

/** @param reference tells the parts of this message from those of others to the same number */
export function submitsOf(message: Message, settings: SmppSettings, reference: number): Submit[] | { refused: string } {
  const { concatenation, alphabet, destTon, destNpi, serviceType, receipts, validity } = settings;
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
    const last = place.number === place.total;
    const body: Fields<'submit_sm'> = {
      service_type: serviceType,
      ...source,
      dest_addr_ton: destTon,
      dest_addr_npi: destNpi,
      destination_addr: digitsOf(message.mobile),
      esm_class: inHeader ? UDHI : 0,
      protocol_id: 0,
      priority_flag: 0,
      schedule_delivery_time: '',
      validity_period: validityPeriod(message.validityMs, validity),
      // The last part's receipt speaks for the message; of the others only a failure matters.
      registered_delivery: !receipts ? RECEIPT.none : last ? RECEIPT.always : RECEIPT.failure,
      replace_if_present_flag: 0,
      data_coding: coding,
      sm_default_msg_id: 0,
      short_message: payload ? Buffer.alloc(0) : inHeader ? Buffer.concat([udh(place, concatenation), part]) : part,
    };
    if (payload) return { body, tlvs: new Map([[TAG.message_payload, part]]) };
    return { body, tlvs: long && concatenation === 'sar' ? sar(place) : NO_TLVS };
  });
}
