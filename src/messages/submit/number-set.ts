// Phone numbers without repeats, in the order they came, in as little memory as they take: an E.164 number has at most 15 digits, so it
// is an exact JavaScript number. 8 bytes each in order and hash tables at most three quarters full: 24 MB a million outside the heap,
// where a Set of strings takes 80 MB of it. Several tables, since one of a million takes 70 ms to grow, and all wait for it.
import { randomInt } from 'node:crypto';

const SMALLEST = 8;
/** A power of two: the uppermost bits of a hash say which. */
const TABLES = 32;
const TABLE_BITS = 5;
/** Of this process alone, so that nobody can choose numbers that all fall into one place of a table. */
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

  /** @param number its digits, without `+`. @returns false for one that is there already */
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

  /** In order; a view, not a copy. */
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

/** Both halves of the number, each mixed with its seed, then with each other, so that neighbours fall far apart. */
function hash(number: number): number {
  const low = Math.imul((number >>> 0) ^ SEEDS[0], 0x85ebca6b);
  const high = Math.imul(((number / 4_294_967_296) >>> 0) ^ SEEDS[1], 0xc2b2ae35);
  const mixed = Math.imul(low ^ (low >>> 15) ^ high, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
