// So many at once, in all and of each key; those that wait are let in by turns.
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairGate, type Leave } from '../../src/platform/fair-gate.js';

/** Lets what has been resolved go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('never has more inside than it may, of a key or in all, and loses nobody', async () => {
  const limits = fc.record({
    places: fc.integer({ min: 1, max: 5 }),
    each: fc.integer({ min: 1, max: 3 }),
    waiting: fc.integer({ min: 0, max: 4 }),
  });
  // A key enters, or whoever has been inside longest leaves.
  const moves = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.constant(null)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(limits, moves, async (limit, doing) => {
      const gate = new FairGate(limit);
      const inside: { key: string; leave: Leave }[] = [];
      let [entered, asked, refused] = [0, 0, 0];
      const check = (): void => {
        expect(inside.length).toBeLessThanOrEqual(limit.places);
        for (const key of ['a', 'b', 'c']) expect(inside.filter((each) => each.key === key).length).toBeLessThanOrEqual(limit.each);
      };
      for (const key of doing) {
        if (key === null) {
          const left = inside.shift();
          left?.leave();
          // More than once does nothing.
          left?.leave();
        } else {
          asked++;
          const entry = gate.enter(key);
          if (entry === undefined) refused++;
          else
            void entry.then((leave) => {
              entered++;
              inside.push({ key, leave });
            });
        }
        await settled();
        check();
      }
      while (inside.length > 0) {
        inside.shift()?.leave();
        await settled();
        check();
      }
      expect(entered + refused).toBe(asked);
    }),
    { numRuns: 50 },
  );
});

it('lets keys in by turns', async () => {
  const gate = new FairGate({ places: 1, each: 1, waiting: 10 });
  const order: string[] = [];
  const leaves: Leave[] = [];
  for (const key of ['a', 'a', 'a', 'a', 'b'])
    void gate.enter(key)?.then((leave) => {
      order.push(key);
      leaves.push(leave);
    });
  await settled();
  while (leaves.length > 0) {
    leaves.shift()?.();
    await settled();
  }
  expect(order).toEqual(['a', 'a', 'b', 'a', 'a']);
});
