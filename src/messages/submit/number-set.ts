// Phone numbers without repeats, in the order they came, in as little memory as they take: an E.164 number has at most 15 digits, so it
// is an exact JavaScript number. 8 bytes each in order and a hash table at most three quarters full: 24 MB a million outside
// the heap, where a Set of strings takes 80 MB of it.
import { randomInt } from 'node:crypto';

const SMALLEST = 8;
/** Of this process alone, so that nobody can choose numbers that all fall into one place of the table. */
const SEEDS = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;

export class NumberSet {
  size = 0;
  private ordered = new Float64Array(SMALLEST);
  /** Open addressing; 0 (no number) = free. Its length is a power of two. */
  private table = new Float64Array(2 * SMALLEST);

  /** Does nothing for one that is there already. @param number its digits, without `+` */
  add(number: number): void {
    if (!this.claim(number)) return;
    if (this.size === this.ordered.length) {
      const larger = new Float64Array(2 * this.size);
      larger.set(this.ordered);
      this.ordered = larger;
    }
    this.ordered[this.size++] = number;
    if (this.size * 4 > this.table.length * 3) this.grow();
  }

  /** In order; a view, not a copy. */
  values(): Float64Array {
    return this.ordered.subarray(0, this.size);
  }

  private claim(number: number): boolean {
    const mask = this.table.length - 1;
    for (let place = hash(number) & mask; ; place = (place + 1) & mask) {
      const there = this.table[place];
      if (there === number) return false;
      if (there === 0) {
        this.table[place] = number;
        return true;
      }
    }
  }

  private grow(): void {
    this.table = new Float64Array(2 * this.table.length);
    for (const number of this.values()) this.claim(number);
  }
}

/** Both halves of the number, each mixed with its seed, then with each other, so that neighbours fall far apart. */
function hash(number: number): number {
  const low = Math.imul((number >>> 0) ^ SEEDS[0], 0x85ebca6b);
  const high = Math.imul(((number / 4_294_967_296) >>> 0) ^ SEEDS[1], 0xc2b2ae35);
  const mixed = Math.imul(low ^ (low >>> 15) ^ high, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
