// Cuts the octets of a connection into PDUs. After an impossible length the connection ends, since the beginning of the next PDU is
// unknown.
import { HEADER_BYTES } from './codec.js';

/** The largest possible PDU: every field at its maximum, message_payload of 64 KiB, and unknown optional parameters. */
export const MOST_BYTES = 128 * 1_024;

export class Framing {
  private chunks: Buffer[] = [];
  private size = 0;
  /** The length of the incoming PDU; undefined until its first four octets are there. */
  private length: number | undefined;

  /** @returns whole PDUs, and if the connection can still be read */
  push(chunk: Buffer): { frames: Buffer[]; broken: boolean } {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.length === undefined) {
        if (this.size < 4) return { frames, broken: false };
        this.length = this.joined().readUInt32BE(0);
        if (this.length < HEADER_BYTES || this.length > MOST_BYTES) return { frames, broken: true };
      }
      if (this.size < this.length) return { frames, broken: false };
      const all = this.joined();
      frames.push(all.subarray(0, this.length));
      const rest = all.subarray(this.length);
      this.chunks = rest.length === 0 ? [] : [rest];
      this.size = rest.length;
      this.length = undefined;
    }
  }

  /** Joins the pieces once, when a PDU (or its length) is complete. */
  private joined(): Buffer {
    const [first] = this.chunks;
    const all = first !== undefined && this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }
}
