// A queue whose provider says “too fast” to more than a few slows down, and comes back to what the provider takes; what it says to a few,
// or of one recipient, slows nobody.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Throttle } from '../../src/dispatch/admission/throttle.js';

type Says = 'taken' | 'too fast' | 'recipient full';

interface Flow {
  taken: number;
  refused: number;
}

/** Messages that leave in so many seconds, from `from` on, where each is begun as soon as it may be, and no more than `most` a second. */
function flow(throttle: Throttle, from: number, seconds: number, says: (inSecond: number) => Says, most = 20_000): Flow {
  const found = { taken: 0, refused: 0 };
  let [since, inSecond, begun] = [from, 0, 0];
  for (let now = from; now < from + seconds * 1_000; now += 10) {
    if (now - since >= 1_000) [since, inSecond] = [now, 0];
    const room = Math.min(200, throttle.room(now), Math.ceil(((now - from + 10) * most) / 1_000) - begun);
    if (room <= 0) continue;
    throttle.begin(room, now);
    begun += room;
    // All of them leave before the first is answered.
    for (const message of Array.from({ length: room }, () => throttle.hand(now))) {
      const said = says(++inSecond);
      if (said === 'taken') throttle.accepted(now);
      else if (said === 'too fast') throttle.tooFast(message, now);
      else throttle.recipientFull(message, now);
      found[said === 'taken' ? 'taken' : 'refused']++;
    }
  }
  return found;
}

const upTo =
  (limit: number) =>
  (inSecond: number): Says =>
    inSecond > limit ? 'too fast' : 'taken';

/** To so large a part of the messages, by a seeded draw. */
function toSome(share: number, objection: Says, seed: number): () => Says {
  // mulberry32
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32 < share ? objection : 'taken';
  };
}

function slowed(now: number, retryAfterMs?: number): Throttle {
  const throttle = new Throttle();
  throttle.tooFast(throttle.hand(now), now, retryAfterMs);
  return throttle;
}

describe('a throttle', () => {
  it('says how long it is slower for what the provider said', () => {
    const throttle = new Throttle();
    expect(throttle.slowMs(1_000)).toBe(0);
    throttle.tooFast(throttle.hand(1_000), 1_000);
    expect([1_000, 31_000, 61_000, 99_000].map((now) => throttle.slowMs(now))).toEqual([60_000, 30_000, 0, 0]);
    throttle.tooFast(throttle.hand(100_000), 100_000, 90_000);
    expect([100_000, 160_000, 189_000, 190_000].map((now) => throttle.slowMs(now))).toEqual([90_000, 30_000, 1_000, 0]);
  });

  it('limits nothing until the provider objects', () => {
    const throttle = new Throttle();
    expect([throttle.room(0), throttle.waitMs(0), throttle.begin(200, 0)]).toEqual([Infinity, 0, { wait: 0, every: 0 }]);
  });

  it('begins nothing before the time that the provider asked for', () => {
    const throttle = slowed(1_000, 3_000);
    expect([throttle.room(3_999), throttle.waitMs(1_500)]).toEqual([0, 2_500]);
    expect(throttle.room(4_000)).toBeGreaterThan(0);
  });

  it('grows out of it when nobody objects any more', () => {
    const throttle = slowed(0);
    expect(throttle.room(1)).toBeLessThan(10);
    expect(throttle.room(61_000)).toBe(Infinity);
  });

  it('takes answers to what was under way when it slowed down for one objection', () => {
    const [once, often] = [new Throttle(), new Throttle()];
    for (const each of [once, often]) {
      const messages = Array.from({ length: 200 }, () => each.hand(0));
      for (let i = 0; i < 100; i++) each.accepted(10);
      // The first that are too many slow it down; the rest were under way.
      const objections = each === once ? 30 : 100;
      for (const message of messages.slice(-objections)) each.tooFast(message, 20);
    }
    expect(often.begin(1, 200)).toEqual(once.begin(1, 200));
    expect(once.begin(1, 300).every).toBeGreaterThan(0);
  });

  it('finds what the provider takes, whatever that is: most of it is used, and little refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 2_000 }), (limit) => {
        const throttle = new Throttle();
        flow(throttle, 0, 60, upTo(limit));
        const { taken, refused } = flow(throttle, 60_000, 60, upTo(limit));
        expect(taken).toBeGreaterThan(60 * limit * 0.6);
        expect(refused).toBeLessThan(taken * 0.15);
      }),
      { numRuns: 25 },
    );
  });

  /** How much of what there is leaves in a minute, in the mean over some draws. */
  const through = (perSecond: number, share: number): number => {
    const seeds = [1, 2, 3, 4];
    const left = seeds.map((seed) => flow(new Throttle(), 0, 60, toSome(share, 'too fast', seed), perSecond));
    return left.reduce((sum, { taken, refused }) => sum + taken + refused, 0) / (seeds.length * 60 * perSecond);
  };

  it.each([0.005, 0.02, 0.05])('is as fast as ever where the provider objects to %d of what it is sent', (share) => {
    for (const perSecond of [30, 51, 400]) expect(through(perSecond, share)).toBeGreaterThan(0.95);
  });

  it('puts up with a larger share that is no smaller at half the speed', () => {
    for (const perSecond of [30, 51, 400]) expect(through(perSecond, 0.2)).toBeGreaterThan(0.7);
  });

  it('comes down to the slowest where the provider takes nothing at all, and comes back once it does', () => {
    const throttle = new Throttle();
    flow(throttle, 0, 20, () => 'taken');
    flow(throttle, 20_000, 20, () => 'too fast');
    expect(flow(throttle, 40_000, 20, () => 'too fast').refused).toBeLessThan(60);
    flow(throttle, 60_000, 20, () => 'taken');
    expect(flow(throttle, 80_000, 10, () => 'taken').taken).toBeGreaterThan(1_000);
  });

  it('is slower for no recipient whose queue is full, but for a provider that says it of most', () => {
    const few = flow(new Throttle(), 0, 60, toSome(0.2, 'recipient full', 7), 51);
    expect(few.taken + few.refused).toBe(60 * 51);
    const alone = new Throttle();
    for (let now = 0; now < 5_000; now += 1_000) alone.recipientFull(alone.hand(now), now);
    expect(alone.room(5_000)).toBe(Infinity);
    const all = new Throttle();
    flow(all, 0, 20, () => 'recipient full');
    expect(flow(all, 20_000, 20, () => 'recipient full').refused).toBeLessThan(60);
  });
});
