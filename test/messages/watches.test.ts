// Watches: one read serves all subscribers of a key, and nothing is read without a subscriber.
import { expect, it } from '@jest/globals';
import { type Snapshot, type Subscriber, Watches } from '../../src/requests/events/watches.js';

interface Recorder extends Subscriber {
  received: string[];
  ended: boolean;
}
const recorder = (): Recorder => {
  const one: Recorder = { received: [], ended: false, send: (data) => one.received.push(data), end: () => (one.ended = true) };
  return one;
};

it('reads once for all, sends the last data to a late subscriber, and reads again after all have unsubscribed', async () => {
  const watches = new Watches();
  let reads = 0;
  let answer: (snapshot: Snapshot | null) => void = () => undefined;
  const read = (): Promise<Snapshot | null> => {
    reads++;
    return new Promise((resolve) => (answer = resolve));
  };
  const [one, two, late] = [recorder(), recorder(), recorder()];
  const unsubscribe = [one, two].map((each) => watches.subscribe('key', read, each));
  expect(reads).toBe(1);
  answer({ version: 'a', data: 'first' });
  await Promise.resolve();
  await Promise.resolve();
  unsubscribe.push(watches.subscribe('key', read, late));
  expect([one.received, two.received, late.received, reads]).toEqual([['first'], ['first'], ['first'], 1]);
  unsubscribe.forEach((each) => {
    each();
  });
  watches.subscribe('key', read, one);
  expect(reads).toBe(2);
  answer(null);
  await Promise.resolve();
  await Promise.resolve();
  expect([one.ended, two.ended]).toEqual([true, false]);
  watches.subscribe('another', read, two);
  expect(reads).toBe(3);
  answer(null);
});
