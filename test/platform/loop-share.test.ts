// Work in steps has a few milliseconds of each turn of the event loop, and callers share them by turns.
import { expect, it } from '@jest/globals';
import { LoopShare } from '../../src/platform/loop-share.js';

/** A clock that each step moves on. */
class Clock {
  at = 1;
  now = (): number => this.at;
}

/** Steps of so many milliseconds, each noted with the turn of the loop that it was made in. */
function* steps(name: string, count: number, ms: number, clock: Clock, note: (name: string) => void): Generator<undefined, string> {
  for (let i = 0; i < count; i++) {
    clock.at += ms;
    note(name);
    yield;
  }
  return name;
}

interface Seen {
  turn: number;
  name: string;
}

/** What was done in which turn of the loop. */
async function seen(works: { name: string; key: string; count: number; ms: number }[]): Promise<Seen[]> {
  const clock = new Clock();
  const share = new LoopShare(clock.now);
  const all: Seen[] = [];
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const note = (name: string): void => void all.push({ turn, name });
  const done = await Promise.all(works.map(({ name, key, count: n, ms }) => share.of(key).run(steps(name, n, ms, clock, note))));
  isOver = true;
  expect(done).toEqual(works.map(({ name }) => name));
  return all;
}

const perTurn = (all: Seen[]): number[] => [...Map.groupBy(all, ({ turn }) => turn).values()].map(({ length }) => length);

it('makes no more steps in a turn of the loop than there is time for, whoever asks', async () => {
  expect(Math.max(...perTurn(await seen([{ name: 'one', key: 'a', count: 100, ms: 1 }])))).toBeLessThanOrEqual(5);
  const many = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, key: `${i % 3}`, count: 10, ms: 1 }));
  const all = await seen(many);
  expect(all.length).toBe(200);
  expect(Math.max(...perTurn(all))).toBeLessThanOrEqual(5);
});

it('makes one step a turn where each takes longer than that', async () => {
  expect(perTurn(await seen([{ name: 'one', key: 'a', count: 5, ms: 50 }]))).toEqual([1, 1, 1, 1, 1]);
});

it('lets a caller with one piece of work not wait for all those of another', async () => {
  const flood = Array.from({ length: 50 }, (_, i) => ({ name: `flood ${i}`, key: 'flooder', count: 20, ms: 5 }));
  const all = await seen([...flood, { name: 'other', key: 'other', count: 20, ms: 5 }]);
  // A step of the other's for each of the flooder's, from its first one on.
  expect(all.map(({ name }) => name).lastIndexOf('other')).toBeLessThanOrEqual(50);
});

it('is over at once where nothing is to be done, and says what goes wrong', async () => {
  const share = new LoopShare();
  const failing = function* (): Generator<undefined, void> {
    throw new Error('no good');
  };
  await expect(share.of('a').run(failing())).rejects.toThrow('no good');
  await expect(share.of('a').run([][Symbol.iterator]())).resolves.toBeUndefined();
  await share.of('a').ready();
});
