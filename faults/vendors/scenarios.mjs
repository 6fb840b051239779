// What a provider with a process of its own does with a message, chosen by its number: the plain ones (numbers.mjs) it accepts, the others
// share out its scenarios evenly.
export const PLAIN = /^\+120255\d{5}$/;

/** @param scenarios of the provider, the first the plain one */
export function scenarioOf(scenarios, address) {
  return PLAIN.test(address) ? scenarios[0] : scenarios[Number(address.slice(-4)) % scenarios.length];
}

/** Delivered, and then not: what it says of such a message contradicts itself, and may contradict a cancel. */
export const contradicts = (scenarios) => (address) => scenarioOf(scenarios, address).contradicts === true;
