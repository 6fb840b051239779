// A provider's message ID leads to its attempt: from any process, after restarts, whatever LANES is by then; and is forgotten in the end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadServerConfig } from '../../src/modules.js';
import { LaneDirectory } from '../../src/queue/lanes/lane-directory.js';
import { laneOfKey } from '../../src/queue/lanes/lane-of-key.js';
import { ProviderMessageIds } from '../../src/queue/reconcile/provider-message-ids.js';
import { CHANNELS } from '../support/channels.js';
import { DispatchPool, RetentionPool } from '../../src/queue/pools.js';
import { OldRows } from '../../src/queue/retention/old-rows.js';
import { Removal } from '../../src/queue/retention/removal.js';
import { Retention } from '../../src/queue/retention/retention.js';
import { QueueRig } from './queue-rig.js';

const LANES = [0, 1, 2, 3];
let rig: QueueRig;
const pools: { onApplicationShutdown: () => Promise<void> }[] = [];
beforeAll(async () => {
  rig = await QueueRig.start();
  const config = loadServerConfig({ DATABASE_URL: rig.url, LANES: LANES.join(',') });
  const pool = new DispatchPool(config);
  pools.push(pool);
  await new LaneDirectory(pool, config).register();
  // As where their node was away at the start.
  await rig.pool.query('delete from queue_lane');
});
afterAll(async () => {
  await Promise.all(pools.map((each) => each.onApplicationShutdown()));
  await rig.close();
});

/** As another process has it. */
function ids(lanes: readonly number[]): ProviderMessageIds {
  const config = loadServerConfig({ DATABASE_URL: rig.url, LANES: lanes.join(',') });
  const pool = new DispatchPool(config);
  pools.push(pool);
  return new ProviderMessageIds(pool, new LaneDirectory(pool, config), CHANNELS, config);
}

const found = async (by: ProviderMessageIds, id: string, provider = 'SMPP'): Promise<string | undefined> =>
  (await by.find(provider, id))[0]?.reference;

describe('a provider’s message ID', () => {
  it('is found by another process, of its own provider only', async () => {
    await ids([0]).remember('SMPP', 'a1', '7.1');
    const other = ids([0]);
    expect(await found(other, 'a1')).toBe('7.1');
    expect(await found(other, 'a1', 'SMSC_B')).toBeUndefined();
    expect(await found(other, 'a2')).toBeUndefined();
  });

  it('is the newer attempt’s when it comes round again', async () => {
    const one = ids([0]);
    await one.remember('SMPP', 'again', '7.1');
    await Promise.all([one.remember('SMPP', 'again', '8.1'), one.remember('SMPP', 'again', '8.2')]);
    expect(await found(one, 'again')).toBe('8.2');
  });

  it('is spread over the lanes, and found when those are others', async () => {
    const before = ids(LANES);
    const names = Array.from({ length: 40 }, (_, i) => `spread-${i}`);
    await Promise.all(names.map((name, i) => before.remember('SMPP', name, `${i + 1}.1`)));
    for (const lane of LANES) {
      const { rows } = await rig.pool.query<{ n: string }>(
        `select count(*) as n from provider_message m where m.lane = $1 and m.message_id like 'spread-%'`,
        [lane],
      );
      expect(rows[0]?.n).toBe(String(names.filter((name) => laneOfKey(LANES, 'SMPP', name) === lane).length));
    }
    for (const lanes of [[3], [0, 1, 2, 3, 4], [9]]) {
      const later = ids(lanes);
      expect(await Promise.all(names.map((name) => found(later, name)))).toEqual(names.map((_, i) => `${i + 1}.1`));
    }
  });

  it('is found by its attempt, with those of its parts, in whatever lane, around its time', async () => {
    const before = ids(LANES);
    const kept = [...Array(3).keys()].map((i) => ({ providerMessageId: `part-${i}`, reference: `71.1:${i + 1}/3` }));
    await Promise.all(kept.map((each) => before.remember('SMPP', each.providerMessageId, each.reference)));
    await Promise.all(['71.11', '71.2', '171.1'].map((reference) => before.remember('SMPP', `not ${reference}`, reference)));
    const now = new Date();
    const of = await ids([9]).of('SMPP', '71.1', now);
    expect(of.sort((a, b) => (a.reference < b.reference ? -1 : 1))).toMatchObject(kept);
    expect(await before.of('SMSC_B', '71.1', now)).toEqual([]);
    expect(await before.of('SMPP', '71.1', new Date(now.getTime() - 3_600_000))).toEqual([]);
  });

  it('is found in another spelling, beside those that it is not alone in; the exact one is told from them', async () => {
    const one = ids(LANES);
    await one.remember('SMPP', '00B8BE19', '81.1');
    await one.remember('SMPP', 'aQ', '82.1');
    await one.remember('SMPP', 'Aq', '83.1');
    const other = ids([...LANES, 4]);
    for (const id of ['00B8BE19', 'B8BE19', 'b8be19', '0000b8bE19', ' 00b8be19 ']) expect(await found(other, id)).toBe('81.1');
    for (const id of ['B8BE190', 'B8BE1', '']) expect(await found(other, id)).toBeUndefined();
    const of = async (id: string): Promise<string[]> => (await other.find('SMPP', id)).map((each) => each.providerMessageId);
    expect((await of('AQ')).sort()).toEqual(['Aq', 'aQ']);
  });

  it('fails where it could not be kept, and the next one is kept again', async () => {
    const one = ids([0]);
    await expect(one.remember('SMPP', 'nul\0', '7.1')).rejects.toThrow();
    await one.remember('SMPP', 'after', '7.1');
    expect(await found(one, 'after')).toBe('7.1');
  });

  it('leaves with the days of retention', async () => {
    const one = ids([0]);
    await one.remember('SMPP', 'old', '7.1');
    await one.remember('SMPP', 'young', '7.2');
    await rig.pool.query(`update provider_message m set created_at = $2 where m.lane = $1 and m.message_id = 'old'`, [
      0,
      new Date(Date.now() - 91 * 86_400_000),
    ]);
    const pool = new RetentionPool(rig.config);
    pools.push(pool);
    await new Retention(new Removal(pool), new OldRows(), loadServerConfig({ DATABASE_URL: rig.url, RETENTION_DAYS: '0' })).sweep(0);
    expect(await found(one, 'old')).toBe('7.1');
    await new Retention(new Removal(pool), new OldRows(), rig.config).sweep(0);
    expect(await found(one, 'old')).toBeUndefined();
    expect(await found(one, 'young')).toBe('7.2');
  });
});
