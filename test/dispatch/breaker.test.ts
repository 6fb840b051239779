// A provider that is dead is left alone, tried by one message at a time, and taken back.
import { describe, expect, it, jest } from '@jest/globals';
import { Breaker } from '../../src/dispatch/admission/breaker.js';
import type { Answer } from '../../src/providers/provider.js';
import { eventually } from '../support/client.js';

const accepted: Answer = { kind: 'accepted', providerMessageId: 'x' };
const unknown: Answer = { kind: 'unknown', reason: 'x' };
const unreachable: Answer = { kind: 'temporary', reason: 'x', unreachable: true };
const LIMITS = { failures: 3, pauseMs: 40 };

function breaker(limits = LIMITS): { breaker: Breaker; changes: boolean[]; says: (answer: Answer) => Promise<Answer | undefined> } {
  const changes: boolean[] = [];
  const made = new Breaker(limits, (open) => changes.push(open));
  return { breaker: made, changes, says: (answer) => made.call(() => Promise.resolve(answer)) };
}

describe('a breaker', () => {
  it.each([
    ['lost', unknown],
    ['refused connections', unreachable],
  ])('opens after so many in a row that are %s', async (_what, failure) => {
    const { breaker: each, changes, says } = breaker();
    for (const answer of [failure, failure, accepted, failure, failure, failure]) expect(await says(answer)).toEqual(answer);
    expect(changes).toEqual([true]);
    expect(await says(accepted)).toBeUndefined();
    expect(each.isTrying()).toBe(true);
  });

  it('takes a no for a sign of life', async () => {
    const { changes, says } = breaker();
    for (let i = 0; i < 10; i++) await says({ kind: 'refused', reason: 'x' });
    for (let i = 0; i < 10; i++) await says({ kind: 'temporary', reason: 'x', throttled: true });
    expect(changes).toEqual([]);
  });

  it('lets one try after the pause, and no other meanwhile; then all or none', async () => {
    const { breaker: each, changes, says } = breaker();
    for (let i = 0; i < 3; i++) await says(unknown);
    let answer: (answer: Answer) => void = () => undefined;
    const attempt = async (): Promise<unknown> => {
      await eventually(
        () => Promise.resolve(each.waitMs()),
        (ms) => ms === 0,
      );
      return each.call(() => new Promise<Answer>((resolve) => (answer = resolve)));
    };
    const first = attempt();
    await eventually(
      () => Promise.resolve(each.waitMs()),
      (ms) => ms > LIMITS.pauseMs,
    );
    expect(await says(accepted)).toBeUndefined();
    answer(unknown);
    expect(await first).toEqual(unknown);
    expect(await says(accepted)).toBeUndefined();
    await eventually(
      () => Promise.resolve(each.waitMs()),
      (ms) => ms === 0,
    );
    expect(await says(accepted)).toEqual(accepted);
    expect(each.isTrying()).toBe(false);
    expect(changes).toEqual([true, true, false]);
  });

  it('waits no longer because the wall clock was put back', async () => {
    const { breaker: each, says } = breaker();
    for (let i = 0; i < 3; i++) await says(unknown);
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    try {
      while (each.waitMs() > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await says(accepted)).toEqual(accepted);
    } finally {
      now.mockRestore();
    }
  });
});
