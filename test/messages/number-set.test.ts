import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NumberSet } from '../../src/messages/submit/number-set.js';

it('keeps what a Set of the same numbers keeps, in its order', () => {
  // A narrow range, so that there are repeats.
  const number = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 999_999_999_999_999 }));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 500 }), (numbers) => {
      const set = new NumberSet();
      for (const each of numbers) set.add(each);
      expect(Array.from(set.values())).toEqual([...new Set(numbers)]);
      expect(set.size).toBe(new Set(numbers).size);
    }),
  );
});

it('tells a hundred thousand neighbours apart', () => {
  const set = new NumberSet();
  for (let twice = 0; twice < 2; twice++) for (let i = 0; i < 100_000; i++) set.add(919_800_000_000 + i);
  expect(set.size).toBe(100_000);
  expect(set.values()[99_999]).toBe(919_800_099_999);
});
