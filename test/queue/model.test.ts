// Any sequence of claims, completions, releases, rescues, cancels, pauses, reschedules, expiries and receipts leaves every entry exactly
// where plain code says, by moves that src/queue/state-machine.ts lists and no others; each of those can be taken.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Model } from './model.js';
import { Run } from './model-run.js';
import { sequenceOf } from './move-sequences.js';
import { type Moves, MOVES_OF_REQUEST, SINGLE_MOVES } from './moves.js';
import { onCitus } from '../support/waits.js';
import { QueueRig } from './queue-rig.js';
import { EXAMPLES, type Step, step } from './steps.js';

/** Few enough that a run comes to the last. */
const MOST_ATTEMPTS = 3;

let rig: QueueRig;
beforeAll(async () => {
  rig = await QueueRig.start({ RETRY_ATTEMPTS: String(MOST_ATTEMPTS) });
});
afterAll(() => rig.close());

let lane = 0;

async function take(steps: readonly Step[], recipients: number, sliceSize: number, voiceOnFailure: boolean): Promise<Moves> {
  lane = (lane + 1) % 1024;
  await rig.pool.query('delete from queue_slice where lane = $1', [lane]);
  const id = await rig.enqueue({ lane, recipients, sliceSize, voiceOnFailure });
  const run = new Run(rig, lane, new Model(id, recipients, sliceSize, voiceOnFailure, MOST_ATTEMPTS));
  await run.compare();
  for (const each of steps) {
    await run.step(each);
    await run.compare(each);
  }
  return run.moves;
}

describe('the queue', () => {
  it('agrees with plain code after every step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.array(step, { minLength: 1, maxLength: 30 }),
        async (recipients, sliceSize, voiceOnFailure, steps) => {
          await take(steps, recipients, sliceSize, voiceOnFailure);
        },
      ),
      { numRuns: onCitus ? 20 : 200, examples: EXAMPLES.map(([recipients, steps]) => [recipients, recipients, true, steps]) },
    );
  });

  it('takes every move of a request', async () => {
    const taken = new Set<string>();
    // That a request begins as scheduled is a submit's: test/flows/schedule.test.ts.
    for (const [recipients, steps] of EXAMPLES)
      for (const move of (await take(steps, recipients, recipients, true)).takenByRequest) taken.add(move);
    expect([...taken].sort()).toEqual(MOVES_OF_REQUEST.filter((move) => move !== 'null → scheduled').sort());
  });

  it.each(SINGLE_MOVES.map((move) => [move.name, move.event, move] as const))('can take the move %s (%s)', async (name, _event, move) => {
    const { fallback, steps } = sequenceOf(move, MOST_ATTEMPTS);
    const { taken } = await take(steps, 1, 1, fallback);
    expect([...taken]).toContain(name);
  });
});
