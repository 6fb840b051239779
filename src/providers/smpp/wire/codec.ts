// Encodes and decodes the octets of an SMPP 3.4 PDU, by the layouts. Decoding never throws: the result is a PDU, or a fault with the status
// of its response.
import { type Command, COMMANDS, type Fields, type FieldKind, isResponse, LAYOUTS, NO_TLVS, type Tlvs } from './pdu-layouts.js';
import { STATUS } from './smpp-codes.js';

export const HEADER_BYTES = 16;
const TLV_HEADER_BYTES = 4;
/** The offsets of command_id, command_status and sequence_number in the header. */
const AT = { id: 4, status: 8, sequence: 12 } as const;
/** The greatest sequence number (section 3.2.2). */
export const LAST_SEQUENCE = 0x7fff_ffff;

type Body = Record<string, string | number | Buffer>;

export interface Pdu<C extends Command = Command> {
  kind: 'pdu';
  command: C;
  status: number;
  sequence: number;
  /** Undefined if a response has no body, as an error response may. */
  body: Fields<C> | undefined;
  tlvs: Tlvs;
}

/** Each command has its own type, so that a test of `command` narrows the body. */
export type AnyPdu = { [C in Command]: Pdu<C> }[Command];

export interface Malformed {
  kind: 'malformed';
  id: number;
  /** Undefined for an unknown ID. */
  command: Command | undefined;
  sequence: number;
  /** The fault, as a command_status. */
  status: number;
}

/** @throws RangeError for a field that does not fit into the layout: a mistake of the caller, before anything is sent */
export function encode<C extends Command>(
  command: C,
  body: Fields<C>,
  { status = 0, sequence = 0, tlvs = NO_TLVS }: Partial<Pick<Pdu, 'status' | 'sequence' | 'tlvs'>> = {},
): Buffer {
  const { id, fields } = LAYOUTS[command];
  const kinds = Object.entries<FieldKind>(fields);
  let size = HEADER_BYTES;
  for (const [name, kind] of kinds) size += sizeOf(name, kind, (body as Body)[name]);
  for (const [, value] of tlvs) size += TLV_HEADER_BYTES + value.length;
  const pdu = Buffer.alloc(size);
  pdu.writeUInt32BE(size, 0);
  pdu.writeUInt32BE(id, AT.id);
  pdu.writeUInt32BE(status, AT.status);
  pdu.writeUInt32BE(sequence, AT.sequence);
  let at = HEADER_BYTES;
  for (const [name] of kinds) at = writeField(pdu, at, (body as Body)[name] ?? 0);
  for (const [tag, value] of tlvs) {
    if (value.length > 0xffff) throw new RangeError('an optional parameter is too long');
    pdu.writeUInt16BE(tag, at);
    pdu.writeUInt16BE(value.length, at + 2);
    at += TLV_HEADER_BYTES + value.copy(pdu, at + TLV_HEADER_BYTES);
  }
  return pdu;
}

/** A response with a header alone: an error, or a command whose response has no body. */
export function encodeHeader(command: Command, status: number, sequence: number): Buffer {
  const pdu = Buffer.alloc(HEADER_BYTES);
  for (const [value, at] of [
    [HEADER_BYTES, 0],
    [LAYOUTS[command].id, AT.id],
    [status, AT.status],
    [sequence, AT.sequence],
  ] as const)
    pdu.writeUInt32BE(value, at);
  return pdu;
}

/** Sets the sequence number of an encoded PDU. */
export const numbered = (pdu: Buffer, sequence: number): Buffer => {
  pdu.writeUInt32BE(sequence, AT.sequence);
  return pdu;
};

function sizeOf(name: string, kind: FieldKind, value: unknown): number {
  switch (kind) {
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xff) throw new RangeError(`${name} is no octet`);
      return 1;
    case 'text':
      // Latin-1, so that each character is one octet, whatever an SMSC put into an ID.
      if (typeof value !== 'string' || !/^[\x01-\xff]*$/.test(value)) throw new RangeError(`${name} can't be written`);
      return value.length + 1;
    case 'sized':
      if (!Buffer.isBuffer(value) || value.length > 0xff) throw new RangeError(`${name} is too long`);
      return value.length + 1;
  }
}

/** @returns the offset of the next field. The terminating zero is there already, since the buffer is zeros. */
function writeField(pdu: Buffer, at: number, value: string | number | Buffer): number {
  if (typeof value === 'number') return pdu.writeUInt8(value, at);
  if (typeof value === 'string') return at + pdu.write(value, at, 'latin1') + 1;
  return pdu.writeUInt8(value.length, at) + value.copy(pdu, at + 1);
}

/** @param frame one whole PDU: at least a header, with the length that it declares */
export function decode(frame: Buffer): AnyPdu | Malformed {
  const id = frame.readUInt32BE(AT.id);
  const sequence = frame.readUInt32BE(AT.sequence);
  const status = frame.readUInt32BE(AT.status);
  const command = COMMANDS.get(id);
  if (command === undefined) return { kind: 'malformed', id, command, sequence, status: STATUS.ESME_RINVCMDID };
  const pdu = (body: Body | undefined, tlvs: Tlvs): AnyPdu => ({ kind: 'pdu', command, status, sequence, body, tlvs }) as AnyPdu;
  const response = isResponse(id);
  const read = readBody(LAYOUTS[command].fields, frame);
  if (read === undefined) {
    const bare = response && (status !== 0 || frame.length === HEADER_BYTES);
    return bare ? pdu(undefined, NO_TLVS) : { kind: 'malformed', id, command, sequence, status: STATUS.ESME_RINVCMDLEN };
  }
  const { tlvs, isWhole } = readTlvs(frame, read.end);
  // The fields before are complete, so stray octets after the body of a response or a message do not make it invalid.
  const { short_message: short } = read.body;
  const hasContent = response || tlvs.size > 0 || (Buffer.isBuffer(short) && short.length > 0);
  if (!isWhole && !hasContent) return { kind: 'malformed', id, command, sequence, status: STATUS.ESME_RINVOPTPARSTREAM };
  return pdu(read.body, tlvs);
}

function readBody(fields: Readonly<Record<string, FieldKind>>, frame: Buffer): { body: Body; end: number } | undefined {
  const body: Body = {};
  let at = HEADER_BYTES;
  for (const [name, kind] of Object.entries(fields)) {
    const first = frame[at];
    if (first === undefined) return undefined;
    switch (kind) {
      case 'integer':
        body[name] = first;
        at += 1;
        break;
      case 'text': {
        const end = frame.indexOf(0, at);
        if (end < 0) return undefined;
        body[name] = frame.toString('latin1', at, end);
        at = end + 1;
        break;
      }
      case 'sized': {
        const end = at + 1 + first;
        if (end > frame.length) return undefined;
        body[name] = frame.subarray(at + 1, end);
        at = end;
        break;
      }
    }
  }
  return { body, end: at };
}

interface Parameters {
  tlvs: Tlvs;
  /** True if the parameters end with the PDU, apart from zeros. */
  isWhole: boolean;
}

/** Zeros that an SMSC has left after the body, before or instead of optional parameters: no parameter has the tag 0. */
const MOST_STRAY = 4;

/** Skips the least number of zeros after which the parameters can be read whole; otherwise returns the readable ones. */
function readTlvs(frame: Buffer, from: number): Parameters {
  const first = tlvsFrom(frame, from);
  for (let at = from; !first.isWhole && frame[at] === 0 && at < from + MOST_STRAY;) {
    const read = tlvsFrom(frame, ++at);
    if (read.isWhole) return read;
  }
  return first;
}

/** The first of repeated parameters counts. */
function tlvsFrom(frame: Buffer, from: number): Parameters {
  if (from >= frame.length) return { tlvs: NO_TLVS, isWhole: true };
  const tlvs = new Map<number, Buffer>();
  for (let at = from; at < frame.length;) {
    if (frame.subarray(at).every((octet) => octet === 0)) break;
    if (at + TLV_HEADER_BYTES > frame.length) return { tlvs, isWhole: false };
    const tag = frame.readUInt16BE(at);
    const end = at + TLV_HEADER_BYTES + frame.readUInt16BE(at + 2);
    if (end > frame.length || tag === 0) return { tlvs, isWhole: false };
    if (!tlvs.has(tag)) tlvs.set(tag, frame.subarray(at + TLV_HEADER_BYTES, end));
    at = end;
  }
  return { tlvs, isWhole: true };
}
