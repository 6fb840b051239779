// Reads the values of recipients and stores them: JSON of names and texts, packed outside the heap. Measured: a million recipients with three
// short values each take about 60 MB. If no recipient has values, they take no memory.
import { nameOf } from '../merge-tags.js';
import type { SmsConfig } from '../settings.js';
import { isAbsent, isObject } from '../../requests/reading/validate.js';

/** The longest name of a value, in characters. */
const LONGEST_NAME = 64;
const CHUNK_BYTES = 1_048_576;
/** The size of the length before each entry, bytes. */
const LENGTH_BYTES = 4;

export type ReadValues =
  | { values: string | null }
  /** Only this recipient is refused. */
  | { refused: string }
  /** The whole call is refused. */
  | { fault: string };

/** @param given names and texts, as in the body. @returns JSON with names as returned by nameOf; null = no values */
export function readValues(given: unknown, { MAX_VALUES, MAX_VALUES_BYTES }: SmsConfig): ReadValues {
  if (isAbsent(given)) return { values: null };
  if (!isObject(given)) return { fault: 'should be an object of names and texts' };
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [written, value] of Object.entries(given)) {
    const name = nameOf(written);
    if (name === '' || name.length > LONGEST_NAME) return { fault: `should have names of 1 to ${LONGEST_NAME} characters` };
    if (name in values) return { refused: `has the value ${written.trim()} twice` };
    if (value === null || value === '') continue;
    if (typeof value !== 'string' && typeof value !== 'number') return { fault: 'should have texts' };
    const text = String(value);
    if (text.includes('\0') || !text.isWellFormed()) return { refused: `has NUL or half characters in the value ${written.trim()}` };
    values[name] = text;
    if (++count > MAX_VALUES) return { refused: `has more than ${MAX_VALUES} values` };
  }
  if (count === 0) return { values: null };
  const json = JSON.stringify(values);
  return Buffer.byteLength(json) > MAX_VALUES_BYTES ? { refused: `has values of more than ${MAX_VALUES_BYTES} bytes` } : { values: json };
}

/** The values of many recipients, by place. */
export class ValueColumn {
  /** The size of the largest values of one recipient, in bytes. */
  mostBytes = 0;
  private readonly chunks: Buffer[] = [];
  private used = CHUNK_BYTES;
  /** The start of each recipient's values, from 1; 0 = no values. */
  private starts = new Float64Array(0);

  /** True: no recipient has values. */
  get isEmpty(): boolean {
    return this.chunks.length === 0;
  }

  set(place: number, values: string): void {
    const bytes = Buffer.byteLength(values);
    if (this.used + LENGTH_BYTES + bytes > CHUNK_BYTES) {
      this.chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.used = 0;
    }
    const chunk = this.chunks.at(-1);
    chunk?.writeUInt32LE(bytes, this.used);
    chunk?.write(values, this.used + LENGTH_BYTES);
    if (place >= this.starts.length) {
      const larger = new Float64Array(Math.max(1_024, 2 * this.starts.length, place + 1));
      larger.set(this.starts);
      this.starts = larger;
    }
    this.starts[place] = (this.chunks.length - 1) * CHUNK_BYTES + this.used + 1;
    this.used += LENGTH_BYTES + bytes;
    this.mostBytes = Math.max(this.mostBytes, bytes);
  }

  /** The JSON in UTF-8; undefined = no values. */
  bytes(place: number): Buffer | undefined {
    const start = (this.starts[place] ?? 0) - 1;
    if (start < 0) return undefined;
    const chunk = this.chunks[Math.floor(start / CHUNK_BYTES)];
    const at = start % CHUNK_BYTES;
    return chunk?.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + chunk.readUInt32LE(at));
  }

  get(place: number): string | null {
    return this.bytes(place)?.toString() ?? null;
  }

  /** The same values for recipients in another order. @param places the new place of each */
  reordered(places: Uint32Array): ValueColumn {
    const other = new ValueColumn();
    other.chunks.push(...this.chunks);
    other.mostBytes = this.mostBytes;
    other.starts = new Float64Array(places.length);
    for (const [i, place] of places.entries()) other.starts[place] = this.starts[i] ?? 0;
    return other;
  }
}
