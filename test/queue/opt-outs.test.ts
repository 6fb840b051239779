// The opt-out list over lanes: found whatever lanes are configured now, asked once a lane and window, and never taken for empty where
// that isn't known.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type Config, loadConfig } from '../../src/platform/config.js';
import { dataSourceOptions } from '../../src/platform/database.js';
import { laneFor } from '../../src/queue/opt-outs/addresses.js';
import { InboundMessages } from '../../src/queue/opt-outs/inbound-messages.js';
import { OptOuts } from '../../src/queue/opt-outs/opt-outs.js';
import { ownerOf } from '../../src/queue/opt-outs/owner.js';
import { DispatchPool } from '../../src/queue/pools.js';
import { RequestIds } from '../../src/queue/request-ids.js';
import { laneOf, positionOf } from '../../src/queue/sms-ids.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const SENDER = '+12025550100';
const BY = { sender: SENDER, tenant: 'acme' };

/** What one process has: its lanes, its pool, what it knows. */
class Process {
  readonly pools: DispatchPool;
  readonly optOuts: OptOuts;
  readonly inbound: InboundMessages;
  private readonly database: DataSource;
  private connected?: Promise<unknown>;
  private sent = 0;

  constructor(
    readonly url: string,
    readonly lanes: string,
  ) {
    const config: Config = loadConfig({ DATABASE_URL: url, LANES: lanes });
    this.pools = new DispatchPool(config);
    this.optOuts = new OptOuts(this.pools, config);
    this.database = new DataSource(dataSourceOptions(config));
    this.inbound = new InboundMessages(this.pools, this.optOuts, new RequestIds(this.database, config), config);
  }

  async text(from: string, content: string, carrierMessageId = `${this.lanes} ${++this.sent}`, tenant?: string): Promise<string> {
    await (this.connected ??= this.database.initialize());
    return (await this.inbound.store({ carrier: 'PHONE', carrierMessageId, from, to: SENDER, content, tenant })).id;
  }

  async close(): Promise<void> {
    await this.pools.onApplicationShutdown();
    if (this.database.isInitialized) await this.database.destroy();
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
  await Promise.all(processes.map((each) => each.close()));
  await database.close();
});

const from = (at: number, count = 20): string[] => Array.from({ length: count }, (_, i) => `+1202555${String(at + i).padStart(4, '0')}`);
const digits = (mobiles: readonly string[]): number[] => mobiles.map((mobile) => Number(mobile.slice(1)));

describe('the list', () => {
  it('costs nothing while it is empty, and one statement a lane that has somebody', async () => {
    const worker = start('0,1,2');
    const messages = from(0).map((mobile) => ({ mobile, ...BY }));
    // What it knows stays as fresh, however long the statements take here.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    expect(await worker.statements(() => worker.optOuts.among(() => messages))).toEqual([
      'lanes',
      'opt-outs-any',
      'opt-outs-any',
      'opt-outs-any',
    ]);
    expect(await worker.statements(() => worker.optOuts.among(() => messages))).toEqual([]);
    clock.mockRestore();
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
    expect((await grown.optOuts.optedOut(digits(mobiles), BY)).size).toBe(20);
    // None of its lanes is the old one.
    const moved = start('4,5');
    expect((await moved.optOuts.optedOut(digits(mobiles), BY)).size).toBe(20);
    for (const mobile of mobiles.slice(0, 10)) await moved.text(mobile, 'START');
    expect([...(await moved.optOuts.optedOut(digits(mobiles), BY))]).toEqual(digits(mobiles.slice(10)));
    expect((await start('3').optOuts.optedOut(digits(mobiles), BY)).size).toBe(10);
  });

  it('takes no repeat for new where lanes were added since', async () => {
    const mobiles = from(200);
    const before = start('7');
    for (const mobile of mobiles) await before.text(mobile, 'STOP', `stop ${mobile}`);
    const grown = start('7,8,9');
    for (const mobile of mobiles) await grown.text(mobile, 'START', `start ${mobile}`);
    for (const mobile of mobiles) await grown.text(mobile, 'STOP', `stop ${mobile}`);
    expect((await grown.optOuts.optedOut(digits(mobiles), BY)).size).toBe(0);
  });

  it('answers a repeat the first one’s ID, which is a request’s neighbour in its lane', async () => {
    const mobiles = from(250);
    const before = start('7');
    const ids = await Promise.all(mobiles.map((mobile) => before.text(mobile, 'hello', `id ${mobile}`)));
    expect(new Set(ids).size).toBe(20);
    expect(ids.map((id) => [laneOf(id), positionOf(id)])).toEqual(ids.map(() => [7, 0]));
    const grown = start('7,8,9');
    for (const each of [before, grown])
      expect(await Promise.all(mobiles.map((mobile) => each.text(mobile, 'hello', `id ${mobile}`)))).toEqual(ids);
    const [mobile = ''] = from(280, 1);
    expect(new Set(await Promise.all([1, 2, 3, 4].map(() => grown.text(mobile, 'hello', 'at once')))).size).toBe(1);
  });

  it('holds for a tenant alone where that tells of it, who can take back nothing else', async () => {
    const worker = start('0,1');
    const [mobile = ''] = from(270, 1);
    const [number = 0] = digits([mobile]);
    const stopped = async (sender: string | null = SENDER): Promise<string[]> => {
      const tenants = ['acme', 'other'];
      const found = await Promise.all(tenants.map((tenant) => worker.optOuts.optedOut([number], { sender, tenant })));
      return tenants.filter((_, i) => found[i]?.has(number));
    };
    await worker.text(mobile, 'STOP', 'a', 'acme');
    expect([await stopped(), await stopped(null), await stopped('ANOTHER')]).toEqual([['acme'], ['acme'], []]);
    await worker.text(mobile, 'START', 'b', 'other');
    expect(await stopped()).toEqual(['acme']);
    await worker.text(mobile, 'STOP', 'c');
    await worker.text(mobile, 'START', 'd', 'acme');
    expect(await stopped()).toEqual(['acme', 'other']);
    await worker.text(mobile, 'STOP', 'e', 'acme');
    await worker.text(mobile, 'STOPALL', 'f', 'other');
    expect(await stopped('ANOTHER')).toEqual(['other']);
    // The person's own word to that sender.
    await worker.text(mobile, 'START', 'g');
    expect([await stopped(), await stopped('ANOTHER')]).toEqual([['other'], ['other']]);
    await worker.text(mobile, 'START', 'h', 'other');
    expect(await stopped(null)).toEqual([]);
  });

  it('counts a whole request, more than one statement holds', async () => {
    const worker = start('0');
    const many = Float64Array.from({ length: 25_000 }, (_, i) => 13_000_000_000 + i);
    for (const at of [0, 9_999, 10_000, 24_999]) await worker.text(`+${13_000_000_000 + at}`, 'STOP');
    expect(await worker.optOuts.count(many, BY)).toBe(4);
    expect(await worker.optOuts.count(many, { ...BY, sender: 'ANOTHER' })).toBe(0);
    // Whose sender is the carrier's choice, or one of a pool's: whoever has opted out of anyone counts.
    for (const sender of [null, `MG${'a1'.repeat(16)}`]) expect(await worker.optOuts.count(many, { ...BY, sender })).toBe(4);
  });

  it('that can’t be read holds everything back, unless it was seen empty', async () => {
    const own = await cloneDatabase();
    const [seen, blind, filled] = [start('0', own.url), start('0', own.url), start('0', own.url)];
    const [mobile = ''] = from(0, 1);
    const messages = [{ mobile, ...BY }];
    expect([...(await seen.optOuts.among(() => messages))]).toEqual([]);
    await filled.text(mobile, 'STOP');
    for (const each of [seen, blind, filled]) {
      processes.splice(processes.indexOf(each), 1);
      await each.close();
    }
    // As a moment later.
    Object.assign(seen.optOuts, { known: new Map([[0, { empty: true, until: 0 }]]) });
    expect([...(await seen.optOuts.among(() => messages))]).toEqual([]);
    for (const each of [blind, filled]) await expect(each.optOuts.among(() => messages)).rejects.toThrow();
    await own.close();
  });
});

describe('a number of ours', () => {
  const owner = (SENDERS: string[], address: string, JWT_DEFAULT_TENANT = ''): string | null =>
    ownerOf({ SENDERS, JWT_DEFAULT_TENANT, DEFAULT_COUNTRY: '' }, address);

  it('is the one tenant’s that is named with it', () => {
    const senders = [
      'acme:+12025550100',
      'acme:ACME',
      'other:Other',
      'acme:+12025550111',
      'other:12025550111',
      '+12025550122',
      'acme:+12025550122',
    ];
    expect(['+12025550100', '12025550100', 'acme', 'OTHER'].map((to) => owner(senders, to))).toEqual(['acme', 'acme', 'acme', 'other']);
    for (const shared of ['+12025550111', '+12025550122', '+12025550133', '']) expect(owner(senders, shared)).toBeNull();
    expect(owner([], SENDER)).toBeNull();
    expect(owner([SENDER], SENDER)).toBeNull();
  });

  it('is the only tenant’s of a server that has one', () => {
    for (const senders of [[], [SENDER], ['acme:ACME']]) expect(owner(senders, SENDER, 'acme')).toBe('acme');
    expect(owner(['other:ACME'], SENDER, 'acme')).toBeNull();
    expect(owner(['other:ACME'], 'acme', 'acme')).toBe('other');
  });
});
