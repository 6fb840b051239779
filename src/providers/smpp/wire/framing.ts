// Cuts the octets of a connection into PDUs. A length that can't be one ends it: where the next PDU begins is then unknown.
import { HEADER_BYTES } from './codec.js';

/** The largest there can be: every field at its most, message_payload of 64 KiB, and optional parameters nobody asked for. */
export const MOST_BYTES = 128 * 1_024;

export class Framing {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Of the PDU that is coming; undefined until its first four octets are there. */
  private length: number | undefined;

  /** @returns whole PDUs, and whether the connection can still be read */
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

  /** Once a PDU is whole (or its length is), however many pieces it came in. */
  private joined(): Buffer {
    const [first] = this.chunks;
    const all = first !== undefined && this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }
}
