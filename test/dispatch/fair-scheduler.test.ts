// Whose turn it is, in one lane: the urgent first, small before large, and in each class one tenant after another.
import { describe, expect, it } from '@jest/globals';
import { FairScheduler } from '../../src/dispatch/worker/fair-scheduler.js';

const due = (each: number, ...tenants: string[]) => tenants.map((tenant) => ({ class: each, tenant, wait: 0 }));

describe('turns', () => {
  it('puts the urgent first, and every fourth time another class', () => {
    const scheduler = new FairScheduler();
    scheduler.read([...due(3, 'a'), ...due(0, 'a'), ...due(2, 'a'), ...due(1, 'a')], 0);
    const first = Array.from({ length: 8 }, () => scheduler.next(100)[0]?.class);
    expect(first).toEqual([0, 0, 0, 2, 0, 0, 0, 3]);
  });

  it('goes from tenant to tenant, a bounded number a claim', () => {
    const scheduler = new FairScheduler();
    const tenants = Array.from({ length: 40 }, (_, i) => `t${i}`);
    scheduler.read(due(2, ...tenants), 0);
    const seen = [0, 1, 2].map((at) => {
      const sources = scheduler.next(100);
      scheduler.took(sources, 100, 100, 16, 100);
      scheduler.read(due(2, ...tenants), at);
      return sources.map(({ tenant }) => tenant);
    });
    expect(seen.map(({ length }) => length)).toEqual([16, 16, 16]);
    expect(new Set(seen.flat())).toEqual(new Set(tenants));
  });

  it('serves each in its turn where a batch holds one message, however often it looks', () => {
    const scheduler = new FairScheduler();
    const seen = [0, 1, 2, 3].map((at) => {
      scheduler.read(due(2, 'a', 'b', 'c'), at);
      const sources = scheduler.next(1);
      scheduler.took(sources, 1, 1, 1, 200);
      return sources[0]?.tenant;
    });
    expect(seen).toEqual(['a', 'b', 'c', 'a']);
  });

  it('gives a lone tenant the whole batch, and a blast one slice until more are needed', () => {
    const scheduler = new FairScheduler();
    scheduler.read([...due(2, 'a'), ...due(3, 'a')], 0);
    const sources = scheduler.next(100);
    expect(sources.map(({ slices }) => slices)).toEqual([100, 1]);
    scheduler.took(sources, 100, 40, 1, 100);
    expect(scheduler.next(100).find((source) => source.class === 3)?.slices).toBe(2);
  });

  it('looks again when it is told to, and when something falls due', () => {
    const scheduler = new FairScheduler();
    expect(scheduler.isStale(0)).toBe(true);
    scheduler.read([{ class: 2, tenant: 'a', wait: 500 }], 0);
    expect([scheduler.isEmpty(), scheduler.wait(100), scheduler.isStale(100), scheduler.isStale(500)]).toEqual([true, 400, false, true]);
    scheduler.markStale();
    expect([scheduler.wait(1), scheduler.isStale(10)]).toEqual([9, true]);
    scheduler.read([], 20);
    expect(scheduler.wait(20)).toBe(Infinity);
  });
});
