// A request's entries as rows of COPY's binary format: a million are 43 MB, made 64 KiB at a time while PostgreSQL takes the last ones.
// Binary, since nothing has to be turned into decimals and back; PostgreSQL itself is as fast with text.
import type { Recipients } from './recipients.js';

export const COPY_ENTRIES = 'copy sms_queue_entry (lane, sms_id, mobile, channel) from stdin with (format binary)';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const CHUNK_BYTES = 65_536;
/** Field count, four lengths, two smallints and a bigint. */
const ROW_BYTES = 2 + 4 * 4 + 2 * 2 + 8;

/** The entry of each recipient gets the position after the last one's, from 1. @param channel its code */
export function* entryRows(lane: number, requestId: bigint, channel: number, recipients: Recipients): Generator<Buffer> {
  yield HEADER;
  const high = Number(requestId >> 32n);
  const low = Number(requestId & 0xffffffffn);
  const rowBytes = ROW_BYTES + recipients.mostBytes;
  for (let i = 0; i < recipients.length;) {
    const rows = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, rowBytes));
    let at = 0;
    while (i < recipients.length && at + rowBytes <= rows.length) {
      at = rows.writeInt16BE(4, at);
      at = rows.writeInt32BE(2, at);
      at = rows.writeInt16BE(lane, at);
      at = rows.writeInt32BE(8, at);
      at = rows.writeInt32BE(high, at);
      // A request ID ends in 20 zero bits, so a position never carries over.
      at = rows.writeUInt32BE(low + i + 1, at);
      const end = recipients.writeAddress(i++, rows, at + 4);
      rows.writeInt32BE(end - at - 4, at);
      at = rows.writeInt32BE(2, end);
      at = rows.writeInt16BE(channel, at);
    }
    yield rows.subarray(0, at);
  }
  yield TRAILER;
}
