// What texts cost is exact, whatever the price and the count.
import { expect, it } from '@jest/globals';
import { times } from '../../src/platform/price.js';

it.each([
  ['0.0075', 200, '1.5000'],
  ['0.0075', 0, '0.0000'],
  ['0.0075', 1, '0.0075'],
  ['0.1', 3, '0.3'],
  ['0.000000001', 1_000_000, '0.001000000'],
  ['0.07', 11_000_000, '770000.00'],
  ['999999999.999999999', 11_000_000, '10999999999999999.989000000'],
  ['2', 7, '14'],
  ['00.50', 3, '1.50'],
  ['010', 2, '20'],
])('%s for each of %d is %s', (amount, count, total) => {
  expect(times(count, { amount, currency: 'USD' })).toEqual({ amount: total, currency: 'USD' });
});
