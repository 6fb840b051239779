// The home lane of an address: its opt-outs and its inbound messages lie there. Computed from all existing lanes, not from this process's
// LANES, so that all processes agree. An added lane takes its share from each other lane. The computation must never change while opt-outs
// are stored.
import { createHash } from 'node:crypto';

/** A number that is used as it is; every other address is hashed. */
const DIGITS = /^\+[1-9]\d{6,14}$/;

/** Every bit of the result depends on every bit given. */
function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const HALF = 2 ** 32;

/** Arithmetic only, for thousands of addresses a second in each lane. @param number of {@link placeOf} */
export const weightOf = (lane: number, number: number): number =>
  mixed(mixed(mixed(lane + 1) ^ Math.floor(number / HALF)) ^ ((number % HALF) | 0));

/** The lane with the highest weight. When a lane is added, only addresses for which the new lane has the highest weight move. */
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

/** A number for an address, the input of the weights. */
export const placeOf = (address: string): number =>
  DIGITS.test(address) ? Number(address) : createHash('sha256').update(address).digest().readUIntBE(0, 6);
