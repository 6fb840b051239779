// The opt-out list over lanes: found whatever lanes are configured now, asked once a lane and window, and never taken for empty where
// that isn't known.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, loadConfig } from '../../src/platform/config.js';
import { laneFor } from '../../src/queue/opt-outs/addresses.js';
import { InboundMessages } from '../../src/queue/opt-outs/inbound-messages.js';
import { OptOuts } from '../../src/queue/opt-outs/opt-outs.js';
import { DispatchPool } from '../../src/queue/pools.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const SENDER = '+12025550100';

/** What one process has: its lanes, its pool, what it knows. */
class Process {
  readonly pools: DispatchPool;
  readonly optOuts: OptOuts;
  readonly inbound: InboundMessages;
  private sent = 0;

  constructor(
    readonly url: string,
    readonly lanes: string,
  ) {
    const config: Config = loadConfig({ DATABASE_URL: url, LANES: lanes });
    this.pools = new DispatchPool(config);
    this.optOuts = new OptOuts(this.pools, config);
    this.inbound = new InboundMessages(this.pools, this.optOuts, config);
  }

  text(from: string, content: string, carrierMessageId = `${this.lanes} ${++this.sent}`): Promise<unknown> {
    return this.inbound.store({ carrier: 'PHONE', carrierMessageId, from, to: SENDER, content });
  }

  /** Statements that the work took. */
  async statements(work: () => Promise<unknown>): Promise<string[]> {
    const { pool } = this.pools;
    const seen: string[] = [];
    const query = pool.query.bind(pool) as (...all: unknown[]) => unknown;
    Object.assign(pool, {
      query: (...all: [{ name: string }]) => {
        seen.push(all[0].name.replace('queue ', ''));
        return query(...all);
      },
    });
    await work().finally(() => Object.assign(pool, { query }));
    return seen;
  }
}

let database: TestDatabase;
const processes: Process[] = [];
const start = (lanes: string, url = database.url): Process => {
  const started = new Process(url, lanes);
  processes.push(started);
  return started;
};
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(async () => {
  await Promise.all(processes.map(({ pools }) => pools.onApplicationShutdown()));
  await database.close();
});

const from = (at: number, count = 20): string[] => Array.from({ length: count }, (_, i) => `+1202555${String(at + i).padStart(4, '0')}`);
const digits = (mobiles: readonly string[]): number[] => mobiles.map((mobile) => Number(mobile.slice(1)));

describe('the list', () => {
  it('costs nothing while it is empty, and one statement a lane that has somebody', async () => {
    const worker = start('0,1,2');
    const messages = from(0).map((mobile) => ({ mobile, sender: SENDER }));
    expect(await worker.statements(() => worker.optOuts.among(() => messages))).toEqual([
      'lanes',
      'opt-outs-any',
      'opt-outs-any',
      'opt-outs-any',
    ]);
    expect(await worker.statements(() => worker.optOuts.among(() => messages))).toEqual([]);
    const [mobile = ''] = from(0, 1);
    await worker.text(mobile, 'STOP');
    expect(await worker.statements(() => worker.optOuts.among(() => messages))).toEqual(['opt-outs']);
    expect([...(await worker.optOuts.among(() => messages))]).toEqual([0]);
    await worker.text(mobile, 'START');
    expect([...(await worker.optOuts.among(() => messages))]).toEqual([]);
  });

  it('is found whatever lanes there are now, and left whatever lane it is in', async () => {
    const mobiles = from(100);
    const before = start('3');
    for (const mobile of mobiles) await before.text(mobile, 'STOP');
    const grown = start('3,4,5,6');
    expect(mobiles.some((mobile) => laneFor([3, 4, 5, 6], mobile) !== 3)).toBe(true);
    expect((await grown.optOuts.optedOut(digits(mobiles), SENDER)).size).toBe(20);
    // None of its lanes is the old one.
    const moved = start('4,5');
    expect((await moved.optOuts.optedOut(digits(mobiles), SENDER)).size).toBe(20);
    for (const mobile of mobiles.slice(0, 10)) await moved.text(mobile, 'START');
    expect([...(await moved.optOuts.optedOut(digits(mobiles), SENDER))]).toEqual(digits(mobiles.slice(10)));
    expect((await start('3').optOuts.optedOut(digits(mobiles), SENDER)).size).toBe(10);
  });

  it('takes no repeat for new where lanes were added since', async () => {
    const mobiles = from(200);
    const before = start('7');
    for (const mobile of mobiles) await before.text(mobile, 'STOP', `stop ${mobile}`);
    const grown = start('7,8,9');
    for (const mobile of mobiles) await grown.text(mobile, 'START', `start ${mobile}`);
    for (const mobile of mobiles) await grown.text(mobile, 'STOP', `stop ${mobile}`);
    expect((await grown.optOuts.optedOut(digits(mobiles), SENDER)).size).toBe(0);
  });

  it('counts a whole request, more than one statement holds', async () => {
    const worker = start('0');
    const many = Float64Array.from({ length: 25_000 }, (_, i) => 13_000_000_000 + i);
    for (const at of [0, 9_999, 10_000, 24_999]) await worker.text(`+${13_000_000_000 + at}`, 'STOP');
    expect(await worker.optOuts.count(many, SENDER)).toBe(4);
    expect(await worker.optOuts.count(many, 'ANOTHER')).toBe(0);
    expect(await worker.optOuts.count(many, null)).toBe(4);
  });

  it('that can’t be read holds everything back, unless it was seen empty', async () => {
    const own = await cloneDatabase();
    const [seen, blind, filled] = [start('0', own.url), start('0', own.url), start('0', own.url)];
    const [mobile = ''] = from(0, 1);
    const messages = [{ mobile, sender: SENDER }];
    expect([...(await seen.optOuts.among(() => messages))]).toEqual([]);
    await filled.text(mobile, 'STOP');
    for (const each of [seen, blind, filled]) {
      processes.splice(processes.indexOf(each), 1);
      await each.pools.onApplicationShutdown();
    }
    // As a moment later.
    Object.assign(seen.optOuts, { known: new Map([[0, { empty: true, until: 0 }]]) });
    expect([...(await seen.optOuts.among(() => messages))]).toEqual([]);
    for (const each of [blind, filled]) await expect(each.optOuts.among(() => messages)).rejects.toThrow();
    await own.close();
  });
});
