// Numbers for recipients. The simulator's own patterns (docs/reference/statuses.md) choose most scenarios. The patterns below add others:
// answers after the deadline or never, receipts that come twice, contradict each other, or come at the same time as the answer.
export const SCENARIOS = {
  0: 'late', // takes it over, and says so after the deadline
  1: 'never', // takes it over, and never says so
  2: 'twice', // accepted, then the same receipt twice
  3: 'contradiction', // accepted, then a receipt that it was delivered, then one that it was not
  4: 'early twice', // the receipt comes before the answer, and again after it
  5: 'late not accepted', // did not take it over, and says so after the deadline; takes over the second try
  6: 'late refused', // did not take it over, and refuses it after the deadline
  7: 'at once', // the receipt and the answer race each other
};

const PATTERN = /^\+1312555(\d)\d{3}$/;

/** Undefined for a number of the simulator. */
export const faultyScenario = (address) => SCENARIOS[PATTERN.exec(address)?.[1]];

const plain = (n) => `+120255${String(n % 100_000).padStart(5, '0')}`;
const three = (n) => String(n % 1_000).padStart(3, '0');

/** Different numbers; one in `ordinary` of them is accepted without any event. */
export function someMobiles(random, count, ordinary) {
  const found = new Set();
  for (let n = random.between(0, 99_999); found.size < count; n++) {
    if (random.chance(ordinary)) found.add(plain(n));
    else if (random.chance(0.6)) found.add(`+1500555${random.between(0, 9)}${three(n)}`);
    else found.add(`+1312555${random.between(0, 7)}${three(n)}`);
  }
  return [...found];
}

export const plainMobiles = (count) => Array.from({ length: count }, (_, n) => plain(n));
