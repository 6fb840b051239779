// Settings by the names that they had before: who starts with those is told the names of now.
import { expect, it } from '@jest/globals';
import { misspelt } from '../../src/platform/config/config.js';

it.each([
  ['CARRIERS', 'PROVIDERS'],
  ['CARRIERS_FILE', 'PROVIDERS_FILE'],
  ['CARRIER_HOSTS', 'PROVIDER_HOSTS'],
  ['CARRIER_TIMEOUT_MS', 'PROVIDER_TIMEOUT_MS'],
  ['WINDOW', 'BATCH_SIZE'],
])('%s is told to be %s', (name, now) => {
  expect(misspelt([], { [name]: 'x' })).toEqual([
    `${name} is no setting any more. It is called ${now} now. Correct its name, or leave it out.`,
  ]);
});

it('leaves the WINDOW of GNU screen alone', () => {
  expect(misspelt([], { STY: '1.pts-0.vm', WINDOW: '0' })).toEqual([]);
});
