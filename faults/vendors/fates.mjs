// What a carrier with a process of its own does with a message, chosen by its number: the plain ones (numbers.mjs) it accepts, the others
// share out its fates evenly.
export const PLAIN = /^\+120255\d{5}$/;

/** @param fates of the carrier, the first the plain one */
export function fateOf(fates, address) {
  return PLAIN.test(address) ? fates[0] : fates[Number(address.slice(-4)) % fates.length];
}

/** Delivered, and then not: what it says of such a message contradicts itself, and may contradict a cancel. */
export const contradicts = (fates) => (address) => fateOf(fates, address).contradicts === true;
