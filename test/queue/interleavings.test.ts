// Every two statements of the queue over two sessions, in every way that one can wait for the other: what comes out must be what comes
// out when one runs after the other. A snapshot that is older than the lock it waits for shows here, and nowhere as surely.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { OUTCOME } from '../../src/queue/states.js';
import { eventually } from '../support/client.js';
import { onCitus, sessionId, STAND_STILL, waiting } from '../support/waits.js';
import { QueueRig } from './queue-rig.js';
import { Scene, type Situation, SITUATIONS, type StatementName, STATEMENTS, textCalling } from './two-sessions.js';

let rig: QueueRig;
let a: pg.Client;
let b: pg.Client;
let other: pg.Client;
const ids = new Map<pg.Client, string>();
let lane = 0;
beforeAll(async () => {
  rig = await QueueRig.start();
  [a, b, other] = [1, 2, 3].map(() => new pg.Client({ connectionString: rig.url })) as [pg.Client, pg.Client, pg.Client];
  await Promise.all([a, b, other].map((session) => session.connect()));
  for (const session of [a, b, other]) ids.set(session, await sessionId(session));
  // Two that wait for each other in a way that PostgreSQL can't see fail here, instead of standing still for ever.
  await Promise.all([a, b].map((session) => session.query(`set lock_timeout = '5s'`)));
  if (!onCitus) await rig.pool.query(STAND_STILL.create);
});
afterAll(async () => {
  await Promise.all([a, b, other].map((session) => session.end()));
  await rig.close();
});

const LANES = 1_024;
const NAMES = Object.keys(STATEMENTS) as StatementName[];
const SCHEDULING = new Set<StatementName>(['pause', 'resume', 'reschedule']);
/** In a lane of its own; once there are no more of them, all are cleared. */
async function scene(situation: Situation): Promise<Scene> {
  if (lane === LANES) {
    await rig.pool.query('truncate queue_slice, queue_entry, request, delivery_receipt, entry_in_doubt');
    lane = 0;
  }
  return Scene.set(rig, lane++, situation);
}

/** It has answered, or waits for a lock. */
async function standsStill(session: pg.Client, running: Promise<unknown>): Promise<void> {
  let over = false;
  void running.then(() => (over = true));
  const waits = async (): Promise<boolean> => over || (await waiting(rig.pool)).some(({ id }) => id === ids.get(session)) || over;
  await eventually(waits, (still) => still);
}

type Outcome = [first: unknown, second: unknown, state: unknown];

async function oneAfterTheOther(situation: Situation, first: StatementName, second: StatementName): Promise<Outcome> {
  const here = await scene(situation);
  return [await here.run(a, first), await here.run(a, second), await here.state()];
}

async function alone(situation: Situation, name: StatementName): Promise<[unknown, unknown]> {
  const here = await scene(situation);
  return [await here.run(a, name), await here.state()];
}

/** The second meets what the first has done and not committed. */
async function secondWaits(situation: Situation, first: StatementName, second: StatementName): Promise<Outcome> {
  const here = await scene(situation);
  await a.query('begin');
  const answer = await here.run(a, first);
  const running = here.run(b, second);
  await standsStill(b, running);
  await a.query('commit');
  return [answer, await running, await here.state()];
}

/** Both have begun, and read what they read, before either gets its locks. @param which slices a third session has locked meanwhile */
async function bothWait(which: string, situation: Situation, first: StatementName, second: StatementName): Promise<Outcome> {
  const here = await scene(situation);
  await other.query('begin');
  await other.query(`select from queue_slice where lane = $1 and request_id = $2 and ${which} order by first for update`, [
    here.lane,
    here.id,
  ]);
  const firstRuns = here.run(a, first);
  await standsStill(a, firstRuns);
  const secondRuns = here.run(b, second);
  await standsStill(b, secondRuns);
  await other.query('commit');
  return [await firstRuns, await secondRuns, await here.state()];
}

/** The first comes and goes between the second's snapshot and its locks. */
async function secondStandsStill(situation: Situation, first: StatementName, second: StatementName): Promise<Outcome> {
  const here = await scene(situation);
  // Its time is the earlier one, so that what it makes due is due to the second.
  await a.query('begin');
  await other.query(STAND_STILL.hold);
  const running = here.run(b, second, textCalling('stand_still()', second));
  await standsStill(b, running);
  const answer = await here.run(a, first);
  await a.query('commit');
  await other.query(STAND_STILL.letGo);
  return [answer, await running, await here.state()];
}

const WAYS = {
  'the second waits for the first': secondWaits,
  // By a function that stands still within PostgreSQL: on the node where it runs, which nobody here can hold and let go.
  ...(!onCitus && { 'the second has read, and not locked': secondStandsStill }),
  'both wait for a third': bothWait.bind(undefined, 'true'),
  'both wait for a third, before their second slice': bothWait.bind(undefined, 'first = 5'),
};

/** Seen once, it is known. */
const known = <A extends string[], T>(look: (...of: A) => Promise<T>): ((...of: A) => Promise<T>) => {
  const seen = new Map<string, Promise<T>>();
  return (...of) => {
    const found = seen.get(of.join()) ?? look(...of);
    seen.set(of.join(), found);
    return found;
  };
};
const inOrder = known(oneAfterTheOther);
const byItself = known(alone);

/** What may come out: either order; or what only one did, where the other skips what is locked. */
async function allowed(situation: Situation, first: StatementName, second: StatementName): Promise<Outcome[]> {
  const [there, back] = [await inOrder(situation, first, second), await inOrder(situation, second, first)];
  const outcomes: Outcome[] = [there, [back[1], back[0], back[2]]];
  const [skipFirst, skipSecond] = [STATEMENTS[first].nothing, STATEMENTS[second].nothing];
  if (skipSecond !== null) {
    const [answer, state] = await byItself(situation, first);
    outcomes.push([answer, skipSecond, state]);
  }
  if (skipFirst !== null) {
    const [answer, state] = await byItself(situation, second);
    outcomes.push([skipFirst, answer, state]);
  }
  return outcomes;
}

const same = (one: Outcome, another: Outcome): boolean => JSON.stringify(one) === JSON.stringify(another);

describe.each(Object.keys(SITUATIONS) as Situation[])('two statements, %s', (situation) => {
  it.each(NAMES)('%s and any other come out as one after the other', async (first) => {
    const faults: unknown[] = [];
    for (const second of NAMES) {
      // Those that don't reschedule meet what is paused as they meet what is scheduled for later: hardly at all.
      if (situation === 'paused' && !SCHEDULING.has(first) && !SCHEDULING.has(second)) continue;
      const outcomes = await allowed(situation, first, second);
      for (const [way, meet] of Object.entries(WAYS)) {
        // What skips locked slices has some and not others then, or, both of them, none at all.
        const skipping = [first, second].filter((name) => STATEMENTS[name].nothing !== null).length;
        if (skipping > (way === 'both wait for a third' ? 1 : 0) && way.startsWith('both')) continue;
        const outcome = await meet(situation, first, second);
        if (!outcomes.some((each) => same(each, outcome))) faults.push({ first, second, way, outcome, outcomes });
      }
    }
    expect(faults).toEqual([]);
  });
});

it('applies a receipt that comes while its batch is being completed', async () => {
  const here = await Scene.set(rig, lane++ % LANES, 'in hand', { receipts: false });
  await other.query('begin');
  await other.query('select from queue_slice where lane = $1 and request_id = $2 and first = 1 for update', [here.lane, here.id]);
  const completing = here.run(a, 'complete');
  await standsStill(a, completing);
  await here.receipt(5, 1, OUTCOME.Delivered);
  await here.run(b, 'resolve');
  await other.query('commit');
  await completing;
  await rig.pool.query(`update delivery_receipt set look_at = now() where lane = $1`, [here.lane]);
  await here.run(b, 'resolve');
  expect(await here.state()).toMatchObject({
    entries: expect.arrayContaining(['5 1 1 3']),
    receipts: [],
  });
});
