// A permit's room goes back once, whatever happens to whoever holds it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InFlight } from '../../src/dispatch/admission/in-flight.js';
import { Permit } from '../../src/dispatch/admission/permit.js';

const MOST = 20;
const BATCH = 8;

/** What becomes of one message of a batch: it is handed over by the batch's permit, or not, or another provider's; some throw. */
const step = fc.record({
  spends: fc.boolean(),
  throws: fc.boolean(),
  disposes: fc.integer({ min: 0, max: 2 }),
  waits: fc.boolean(),
});
const batch = fc.record({
  room: fc.integer({ min: 1, max: BATCH }),
  /** Entries that the claim brought. */
  entries: fc.integer({ min: 0, max: BATCH }),
  steps: fc.array(step, { minLength: BATCH, maxLength: BATCH }),
  fails: fc.constantFrom('never', 'before the claim', 'at the claim', 'before the hand-over'),
});
type PlannedBatch = typeof batch extends fc.Arbitrary<infer B> ? B : never;

class Rig {
  readonly inFlight = new InFlight(MOST);
  unneeded = 0;
  spent = 0;
  permitted = 0;

  permit(most: number, startsAt = 0, every = 0): Permit {
    const room = this.inFlight.reserveNow(most);
    this.permitted += room.count;
    const limiter = {
      runtime: undefined,
      unneeded: (count: number): void => {
        this.unneeded += count;
      },
    };
    return new Permit(limiter, room, startsAt, every);
  }

  /** The path of a permit through the runner, the hand-over and the attempts. */
  async visit({ room, entries, steps, fails }: PlannedBatch): Promise<void> {
    using permit = this.permit(room);
    if (fails === 'before the claim') return;
    if (fails === 'at the claim') throw new Error(fails);
    permit.shrink(entries);
    await this.handOver(permit.move(), Math.min(room, entries), steps, fails);
  }

  private async handOver(given: Permit, size: number, steps: PlannedBatch['steps'], fails: string): Promise<void> {
    using permit = given;
    if (fails === 'before the hand-over') throw new Error(fails);
    await Promise.all(
      steps.slice(0, size).map(async ({ spends, throws, disposes, waits }, place) => {
        using own = permit.take(place);
        if (waits) await Promise.resolve();
        if (spends && own.room > 0) {
          own.spend();
          this.spent++;
        }
        for (let i = 0; i < disposes; i++) own[Symbol.dispose]();
        if (throws) throw new Error('an attempt');
      }),
    );
  }
}

describe('a permit', () => {
  it('gives its room back once, whatever throws or returns early', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
        const rig = new Rig();
        await Promise.allSettled(batches.map((each) => rig.visit(each)));
        expect(rig.inFlight.count).toBe(0);
        expect(rig.spent + rig.unneeded).toBe(rig.permitted);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the room of a message back before the room of the rest', () => {
    const rig = new Rig();
    using permit = rig.permit(3);
    {
      using first = permit.take(0);
      expect([first.room, permit.room, rig.inFlight.count]).toEqual([1, 2, 3]);
    }
    expect([permit.room, rig.inFlight.count]).toEqual([2, 2]);
    permit.shrink(1);
    expect([permit.room, rig.inFlight.count]).toEqual([1, 1]);
  });

  it('is disposed of twice without harm', () => {
    const rig = new Rig();
    using others = rig.permit(5);
    const permit = rig.permit(2);
    permit[Symbol.dispose]();
    permit[Symbol.dispose]();
    expect([rig.inFlight.count, rig.unneeded, others.room]).toEqual([5, 2, 5]);
  });

  it('is empty once it has moved, and the new holder has the room', () => {
    const rig = new Rig();
    const permit = rig.permit(4);
    using moved = permit.move();
    permit[Symbol.dispose]();
    expect([permit.room, moved.room, rig.inFlight.count]).toEqual([0, 4, 4]);
  });

  it('has no room for more messages than it was given for', () => {
    const rig = new Rig();
    using permit = rig.permit(1);
    using first = permit.take(0);
    using second = permit.take(1);
    expect([first.room, second.room, rig.inFlight.count]).toEqual([1, 0, 1]);
  });

  it('tells each message its turn', () => {
    const rig = new Rig();
    using permit = rig.permit(3, 1_000, 50);
    using third = permit.take(2);
    expect(third.startsAt).toBe(1_100);
  });
});

describe('the room of a provider', () => {
  it('is waited for until a fair part of it is free', async () => {
    const inFlight = new InFlight(8);
    const first = await inFlight.reserve(100);
    expect(first.count).toBe(8);
    let second = 0;
    const waiting = inFlight.reserve(100).then((room) => {
      second = room.count;
    });
    first.shrink(7);
    await Promise.resolve();
    expect(second).toBe(0);
    first.shrink(5);
    await waiting;
    expect([second, inFlight.count]).toEqual([3, 8]);
  });

  it('is answered as none where there is none now', () => {
    const inFlight = new InFlight(1);
    using all = inFlight.reserveNow(3);
    using none = inFlight.reserveNow(1);
    expect([all.count, none.count]).toEqual([1, 0]);
  });
});
