// Chooses the scenario of a message by its number, for providers with a process of their own: plain numbers (numbers.mjs) are accepted, the
// other numbers are divided evenly between the scenarios.
export const PLAIN = /^\+120255\d{5}$/;

/** @param scenarios of the provider, the plain one first */
export function scenarioOf(scenarios, address) {
  return PLAIN.test(address) ? scenarios[0] : scenarios[Number(address.slice(-4)) % scenarios.length];
}

/** Delivered, and then not: the reports contradict each other, and may contradict a cancel. */
export const contradicts = (scenarios) => (address) => scenarioOf(scenarios, address).contradicts === true;
