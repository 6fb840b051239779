// The entries of a request as rows of COPY's binary format: 43 MB a million, made in parts of 64 KiB while PostgreSQL reads the earlier
// parts. The binary format saves this process the conversion to decimals; PostgreSQL itself is as fast with text.
import type { Recipients } from '../recipients.js';

/** For entries without variables, and with. The column costs nothing if no recipient has variables. */
export const COPY_ENTRIES = 'copy queue_entry (lane, entry_id, address, channel) from stdin with (format binary)';
export const COPY_PERSONAL = 'copy queue_entry (lane, entry_id, address, channel, variables) from stdin with (format binary)';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const CHUNK_BYTES = 65_536;
/** Field count, five lengths, two smallints and a bigint. */
const ROW_BYTES = 2 + 5 * 4 + 2 * 2 + 8;
const NULL = -1;

/** Positions count from 1 in the order of the recipients. @param channel code of the channel */
export function* entryRows(lane: number, requestId: bigint, channel: number, recipients: Recipients): Generator<Buffer> {
  yield HEADER;
  const high = Number(requestId >> 32n);
  const low = Number(requestId & 0xffffffffn);
  const columns = recipients.hasVariables ? 5 : 4;
  const rowBytes = ROW_BYTES + recipients.mostBytes;
  for (let i = 0; i < recipients.length;) {
    const rows = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, rowBytes));
    let at = 0;
    while (i < recipients.length && at + rowBytes <= rows.length) {
      at = rows.writeInt16BE(columns, at);
      at = rows.writeInt32BE(2, at);
      at = rows.writeInt16BE(lane, at);
      at = rows.writeInt32BE(8, at);
      at = rows.writeInt32BE(high, at);
      // A request ID ends in 20 zero bits, so a position never carries over.
      at = rows.writeUInt32BE(low + i + 1, at);
      const end = recipients.writeAddress(i, rows, at + 4);
      rows.writeInt32BE(end - at - 4, at);
      at = rows.writeInt32BE(2, end);
      at = rows.writeInt16BE(channel, at);
      if (recipients.hasVariables) at = variablesAt(recipients, i, rows, at);
      i++;
    }
    yield rows.subarray(0, at);
  }
  yield TRAILER;
}

function variablesAt(recipients: Recipients, place: number, rows: Buffer, at: number): number {
  const end = recipients.writeVariables(place, rows, at + 4);
  rows.writeInt32BE(end === NULL ? NULL : end - at - 4, at);
  return end === NULL ? at + 4 : end;
}
