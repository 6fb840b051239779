// A queue whose carrier says “too fast” slows down, and comes back to what the carrier takes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Throttle } from '../../src/dispatch/throttle.js';

/** Messages that leave in so many seconds, from `from` on, where each is begun as soon as it may be. */
function flow(throttle: Throttle, from: number, seconds: number, limit = Infinity): { taken: number; refused: number } {
  const found = { taken: 0, refused: 0 };
  let [since, inSecond] = [from, 0];
  for (let now = from; now < from + seconds * 1_000; now += 10) {
    if (now - since >= 1_000) [since, inSecond] = [now, 0];
    const room = Math.min(200, throttle.room(now));
    if (room === 0) continue;
    throttle.begin(room, now);
    for (let i = 0; i < room; i++)
      if (++inSecond > limit) {
        found.refused++;
        throttle.tooFast(now);
      } else {
        found.taken++;
        throttle.accepted(now);
      }
  }
  return found;
}

describe('a throttle', () => {
  it('says how long it is slower for what the carrier said', () => {
    const throttle = new Throttle();
    expect(throttle.slowMs(1_000)).toBe(0);
    throttle.tooFast(1_000);
    expect([1_000, 31_000, 61_000, 99_000].map((now) => throttle.slowMs(now))).toEqual([60_000, 30_000, 0, 0]);
    throttle.tooFast(100_000, 90_000);
    expect([100_000, 160_000, 189_000, 190_000].map((now) => throttle.slowMs(now))).toEqual([90_000, 30_000, 1_000, 0]);
  });

  it('limits nothing until the carrier objects', () => {
    const throttle = new Throttle();
    expect([throttle.room(0), throttle.waitMs(0), throttle.begin(200, 0)]).toEqual([Infinity, 0, { wait: 0, every: 0 }]);
  });

  it('begins nothing before the time that the carrier asked for', () => {
    const throttle = new Throttle();
    throttle.tooFast(1_000, 3_000);
    expect([throttle.room(3_999), throttle.waitMs(1_500)]).toEqual([0, 2_500]);
    expect(throttle.room(4_000)).toBeGreaterThan(0);
  });

  it('grows out of it when nobody objects any more', () => {
    const throttle = new Throttle();
    throttle.tooFast(0);
    expect(throttle.room(1)).toBeLessThan(10);
    expect(throttle.room(61_000)).toBe(Infinity);
  });

  it('takes answers to what was under way when it slowed down for one objection', () => {
    const [once, often] = [new Throttle(), new Throttle()];
    for (const each of [once, often]) for (let i = 0; i < 100; i++) each.accepted(10);
    once.tooFast(20);
    for (let i = 0; i < 100; i++) often.tooFast(20 + i);
    expect(often.begin(1, 200)).toEqual(once.begin(1, 200));
  });

  it('finds what the carrier takes, whatever that is: most of it is used, and little refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 2_000 }), (limit) => {
        const throttle = new Throttle();
        flow(throttle, 0, 60, limit);
        const { taken, refused } = flow(throttle, 60_000, 60, limit);
        expect(taken).toBeGreaterThan(60 * limit * 0.6);
        expect(refused).toBeLessThan(taken * 0.15);
      }),
      { numRuns: 50 },
    );
  });
});
