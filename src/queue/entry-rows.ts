// A request's entries as rows of COPY's binary format: a million are 43 MB, made 64 KiB at a time while PostgreSQL takes the last ones.
// Binary, since nothing has to be turned into decimals and back; PostgreSQL itself is as fast with text.
import { CHANNEL, type Channel } from './states.js';

export const COPY_ENTRIES = 'copy sms_queue_entry (lane, sms_id, mobile, channel) from stdin with (format binary)';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const CHUNK_BYTES = 65_536;
/** Field count, four lengths, two smallints, a bigint and `+` with 15 digits. */
const MOST_OF_A_ROW = 2 + 4 * 4 + 2 * 2 + 8 + 16;
const PLUS = 0x2b;
const ZERO = 0x30;
/** Halves of a number that fit 32 bits each. */
const HALF = 10_000_000;
const HALF_DIGITS = 7;

/** @param numbers the digits of E.164 numbers: the entry of each gets the position after the last one's, from 1 */
export function* entryRows(lane: number, requestId: bigint, channel: Channel, numbers: Float64Array): Generator<Buffer> {
  yield HEADER;
  const high = Number(requestId >> 32n);
  const low = Number(requestId & 0xffffffffn);
  for (let i = 0; i < numbers.length;) {
    const rows = Buffer.allocUnsafe(CHUNK_BYTES);
    let at = 0;
    while (i < numbers.length && at + MOST_OF_A_ROW <= CHUNK_BYTES) {
      const number = numbers[i++] ?? 0;
      at = rows.writeInt16BE(4, at);
      at = rows.writeInt32BE(2, at);
      at = rows.writeInt16BE(lane, at);
      at = rows.writeInt32BE(8, at);
      at = rows.writeInt32BE(high, at);
      // A request ID ends in 20 zero bits, so a position never carries over.
      at = rows.writeUInt32BE(low + i, at);
      at = writeMobile(rows, at, number);
      at = rows.writeInt32BE(2, at);
      at = rows.writeInt16BE(CHANNEL[channel], at);
    }
    yield rows.subarray(0, at);
  }
  yield TRAILER;
}

function writeMobile(rows: Buffer, at: number, number: number): number {
  const digits = digitsOf(number);
  rows.writeInt32BE(digits + 1, at);
  rows[at + 4] = PLUS;
  const first = at + 5;
  const upper = Math.floor(number / HALF);
  const split = Math.max(0, digits - HALF_DIGITS);
  writeDigits(rows, first + split, first + digits, number - upper * HALF);
  writeDigits(rows, first, first + split, upper);
  return first + digits;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let power = 10; power <= number; power *= 10) digits++;
  return digits;
}

function writeDigits(rows: Buffer, from: number, to: number, value: number): void {
  for (let at = to - 1, left = value; at >= from; at--) {
    const next = Math.floor(left / 10);
    rows[at] = ZERO + left - next * 10;
    left = next;
  }
}
