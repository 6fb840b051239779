// A compact set of phone numbers in the order of insertion. An E.164 number has at most 15 digits, so it is an exact JavaScript number. The
// set has 8 bytes per number, and hash tables that are at most three quarters full: 24 MB outside the heap for a million numbers; a Set of
// strings takes 80 MB of the heap. There are several tables, since a table of a million takes 70 ms to grow, which blocks the event loop.
import { randomInt } from 'node:crypto';

const SMALLEST = 8;
/** The number of tables, a power of two: the uppermost bits of the hash select the table. */
const TABLES = 32;
const TABLE_BITS = 5;
/** Random seeds of this process, so that a client cannot choose numbers that all collide. */
const SEEDS = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;

/** Open addressing; 0 (no number) = free. The length of `places` is a power of two. */
interface Table {
  places: Float64Array;
  size: number;
}

export class NumberSet {
  size = 0;
  private ordered = new Float64Array(SMALLEST);
  private readonly tables = new Array<Table | undefined>(TABLES).fill(undefined);

  /** @param number the digits, without `+`. @returns false if the set has the number already */
  add(number: number): boolean {
    const hashed = hash(number);
    const table = (this.tables[hashed >>> (32 - TABLE_BITS)] ??= { places: new Float64Array(2 * SMALLEST), size: 0 });
    if (!claim(table.places, number, hashed)) return false;
    if (++table.size * 4 > table.places.length * 3) grow(table);
    if (this.size === this.ordered.length) {
      const larger = new Float64Array(2 * this.size);
      larger.set(this.ordered);
      this.ordered = larger;
    }
    this.ordered[this.size++] = number;
    return true;
  }

  /** The numbers in order of insertion; a view, not a copy. */
  values(): Float64Array {
    return this.ordered.subarray(0, this.size);
  }
}

function claim(places: Float64Array, number: number, hashed: number): boolean {
  const mask = places.length - 1;
  for (let place = hashed & mask; ; place = (place + 1) & mask) {
    const there = places[place];
    if (there === number) return false;
    if (there === 0) {
      places[place] = number;
      return true;
    }
  }
}

function grow(table: Table): void {
  const before = table.places;
  table.places = new Float64Array(2 * before.length);
  for (const number of before) if (number !== 0) claim(table.places, number, hash(number));
}

/** Mixes each half of the number with its seed, then both halves, so that consecutive numbers get distant places. */
function hash(number: number): number {
  const low = Math.imul((number >>> 0) ^ SEEDS[0], 0x85ebca6b);
  const high = Math.imul(((number / 4_294_967_296) >>> 0) ^ SEEDS[1], 0xc2b2ae35);
  const mixed = Math.imul(low ^ (low >>> 15) ^ high, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
