// The lane where what concerns an address lies: its opt-outs and what it sends to us. Decided over all lanes that there are, not over this
// process's LANES, so that all processes think alike; a lane that is added takes its share of each other's. Once addresses are kept, what is
// reckoned here can't be changed any more.
import { createHash } from 'node:crypto';

/** As it is, since it is short enough: anything else is hashed. */
const DIGITS = /^\+[1-9]\d{6,14}$/;

/** Every bit of the result depends on every bit given. */
function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const HALF = 2 ** 32;

/** For thousands of addresses a second, in each lane: by arithmetic alone. @param number of {@link placeOf} */
export const weightOf = (lane: number, number: number): number =>
  mixed(mixed(mixed(lane + 1) ^ Math.floor(number / HALF)) ^ ((number % HALF) | 0));

/** The one with the highest weight: stays where it is when lanes are added, unless a new one wins. */
export function homeOf(lanes: readonly number[], number: number): number {
  let [home = 0] = lanes;
  let best = -1;
  for (const lane of lanes) {
    const weight = weightOf(lane, number);
    if (weight <= best) continue;
    home = lane;
    best = weight;
  }
  return home;
}

/** Where an address lies among all, as a number. */
export const placeOf = (address: string): number =>
  DIGITS.test(address) ? Number(address) : createHash('sha256').update(address).digest().readUIntBE(0, 6);
