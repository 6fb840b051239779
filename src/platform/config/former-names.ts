// Names that settings had before, so that an environment of then is told the names of now.
const FORMER = new Map([
  ['CARRIERS', 'PROVIDERS'],
  ['CARRIERS_FILE', 'PROVIDERS_FILE'],
  ['CARRIER_HOSTS', 'PROVIDER_HOSTS'],
  ['CARRIER_TIMEOUT_MS', 'PROVIDER_TIMEOUT_MS'],
  ['WINDOW', 'BATCH_SIZE'],
]);

/** The settings that these variables mean. @param names of all variables: GNU screen sets STY, and a WINDOW of its own */
export const formerNames = (names: readonly string[]): { name: string; now: string }[] =>
  names.toSorted().flatMap((name) => {
    const now = FORMER.get(name);
    return now === undefined || (name === 'WINDOW' && names.includes('STY')) ? [] : [{ name, now }];
  });
