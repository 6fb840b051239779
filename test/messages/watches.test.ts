// One look for all who watch the same, and none when nobody does.
import { expect, it } from '@jest/globals';
import { type Seen, Watches, type Watcher } from '../../src/requests/events/watches.js';

interface Told extends Watcher {
  told: string[];
  ended: boolean;
}
const watcher = (): Told => {
  const one: Told = { told: [], ended: false, tell: (data) => one.told.push(data), end: () => (one.ended = true) };
  return one;
};

it('looks once for all, tells a late one what was seen last, and looks anew after all have left', async () => {
  const watches = new Watches();
  let looks = 0;
  let answer: (seen: Seen | null) => void = () => undefined;
  const look = (): Promise<Seen | null> => {
    looks++;
    return new Promise((resolve) => (answer = resolve));
  };
  const [one, two, late] = [watcher(), watcher(), watcher()];
  const leave = [one, two].map((each) => watches.follow('key', look, each));
  expect(looks).toBe(1);
  answer({ same: 'a', data: 'first' });
  await Promise.resolve();
  await Promise.resolve();
  leave.push(watches.follow('key', look, late));
  expect([one.told, two.told, late.told, looks]).toEqual([['first'], ['first'], ['first'], 1]);
  leave.forEach((each) => {
    each();
  });
  watches.follow('key', look, one);
  expect(looks).toBe(2);
  answer(null);
  await Promise.resolve();
  await Promise.resolve();
  expect([one.ended, two.ended]).toEqual([true, false]);
  watches.follow('another', look, two);
  expect(looks).toBe(3);
  answer(null);
});
