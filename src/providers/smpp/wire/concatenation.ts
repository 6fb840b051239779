// The marks of the parts of a long message: a header in the user data (3GPP TS 23.040, 9.2.3.24.1 and .8), or the SAR parameters of SMPP
// (5.3.2.22 to .24). Written as configured, read in any of these forms.
import { NO_SHIFTS, type Shifts } from './alphabet.js';
import { TAG, type Tlvs } from './pdu-layouts.js';

/** `payload`: uncut, in message_payload; the SMSC cuts it. */
export const CONCATENATIONS = ['udh', 'udh16', 'sar', 'payload'] as const;
export type Concatenation = (typeof CONCATENATIONS)[number];

/** The place of a part; numbers begin at 1. */
export interface Place {
  reference: number;
  total: number;
  number: number;
}

/** The bit of esm_class for user data that begins with a header, 5.2.12. */
export const UDHI = 0x40;
const ELEMENT_8 = 0x00;
const ELEMENT_16 = 0x08;
/** National language tables (9.2.3.24.15 and .16). */
const SINGLE_SHIFT = 0x24;
const LOCKING_SHIFT = 0x25;

export interface UserData {
  place: Place | undefined;
  shifts: Shifts;
  text: Buffer;
}

/** Octets that the header takes from a part on the air. With SAR the SMSC writes the header of 6. */
export const headerOf = (way: Concatenation): number => (way === 'udh16' ? 7 : 6);

export function udh({ reference, total, number }: Place, way: 'udh' | 'udh16'): Buffer {
  if (way === 'udh') return Buffer.of(5, ELEMENT_8, 3, reference & 0xff, total, number);
  return Buffer.of(6, ELEMENT_16, 4, (reference >> 8) & 0xff, reference & 0xff, total, number);
}

export function sar({ reference, total, number }: Place): Tlvs {
  return new Map([
    [TAG.sar_msg_ref_num, Buffer.of((reference >> 8) & 0xff, reference & 0xff)],
    [TAG.sar_total_segments, Buffer.of(total)],
    [TAG.sar_segment_seqnum, Buffer.of(number)],
  ]);
}

const good = (place: Place): Place | undefined => (place.number >= 1 && place.number <= place.total && place.total > 1 ? place : undefined);

/** Removes the header. If it is invalid, the octets stay unchanged. */
export function readUdh(octets: Buffer): UserData {
  const end = 1 + (octets[0] ?? 0);
  if (octets.length === 0 || end > octets.length) return { place: undefined, shifts: NO_SHIFTS, text: octets };
  let place: Place | undefined;
  let shifts = NO_SHIFTS;
  for (let at = 1; at + 2 <= end;) {
    const length = octets[at + 1] ?? 0;
    const data = octets.subarray(at + 2, Math.min(end, at + 2 + length));
    if (octets[at] === ELEMENT_8 && data.length === 3) place = placeOf(data, 1);
    else if (octets[at] === ELEMENT_16 && data.length === 4) place = placeOf(data, 2);
    else if (octets[at] === SINGLE_SHIFT && data.length === 1) shifts = { ...shifts, single: data.readUInt8(0) };
    else if (octets[at] === LOCKING_SHIFT && data.length === 1) shifts = { ...shifts, locking: data.readUInt8(0) };
    at += 2 + length;
  }
  return { place, shifts, text: octets.subarray(end) };
}

const placeOf = (data: Buffer, size: number): Place | undefined =>
  good({ reference: data.readUIntBE(0, size), total: data.readUInt8(size), number: data.readUInt8(size + 1) });

export function readSar(tlvs: Tlvs): Place | undefined {
  const [reference, total, number] = [TAG.sar_msg_ref_num, TAG.sar_total_segments, TAG.sar_segment_seqnum].map((tag) => tlvs.get(tag));
  if (reference?.length !== 2 || total?.length !== 1 || number?.length !== 1) return undefined;
  return good({ reference: reference.readUInt16BE(0), total: total.readUInt8(0), number: number.readUInt8(0) });
}
