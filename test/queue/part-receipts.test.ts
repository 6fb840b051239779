// What became of the parts of a long message is kept until all have said so: in whatever process, each part once, and leaves in the end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadServerConfig } from '../../src/modules.js';
import type { Part } from '../../src/providers/provider.js';
import { LaneDirectory } from '../../src/queue/lanes/lane-directory.js';
import { ProviderMessageIds } from '../../src/queue/reconcile/provider-message-ids.js';
import { CHANNELS } from '../support/channels.js';
import { DispatchPool, RetentionPool } from '../../src/queue/pools.js';
import { OldRows } from '../../src/queue/retention/old-rows.js';
import { Removal } from '../../src/queue/retention/removal.js';
import { Retention } from '../../src/queue/retention/retention.js';
import { requestIdOf } from '../../src/queue/entry-ids.js';
import { QueueRig } from './queue-rig.js';

const WAIT_MS = 3_600_000;
let rig: QueueRig;
const pools: { onApplicationShutdown: () => Promise<void> }[] = [];
beforeAll(async () => {
  rig = await QueueRig.start();
});
afterAll(async () => {
  await Promise.all(pools.map((each) => each.onApplicationShutdown()));
  await rig.close();
});

/** As another process has it. */
function process(): ProviderMessageIds['parts'] {
  const config = loadServerConfig({ DATABASE_URL: rig.url, LANES: '0,1' });
  const pool = new DispatchPool(config);
  pools.push(pool);
  return new ProviderMessageIds(pool, new LaneDirectory(pool, config), CHANNELS, config).parts;
}
const of = (lane: number, sequence: bigint): { entryId: string; attempt: number } => ({
  entryId: (requestIdOf(lane, sequence) + 1n).toString(),
  attempt: 1,
});
const part = (place: number, outcome: Part['outcome'] = 'delivered', reason: string | null = null): Part => ({
  ...{ place, total: 3, outcome, reason },
});

describe('the parts of a message', () => {
  it('come together, whichever process hears of which, and of each what was said first', async () => {
    const message = of(1, 7n);
    const [one, other] = [process(), process()];
    expect(await one.keep('SMPP', message, part(3), WAIT_MS)).toEqual([part(3)]);
    expect(await other.keep('SMPP', message, part(1, 'undelivered', 'why'), WAIT_MS)).toEqual([part(1, 'undelivered', 'why'), part(3)]);
    await Promise.all([
      one.keep('SMPP', message, part(3, 'undelivered'), WAIT_MS),
      other.keep('SMPP', message, part(2, 'recalled'), WAIT_MS),
    ]);
    expect(await other.of(message)).toEqual([part(1, 'undelivered', 'why'), part(2, 'recalled'), part(3)]);
    await one.forget(message);
    expect(await other.of(message)).toEqual([]);
  });

  it('are overdue once their time is over, of their own provider', async () => {
    const [late, early, anothers] = [of(0, 8n), of(1, 9n), of(0, 10n)];
    const one = process();
    await one.keep('SMPP', late, part(1), 0);
    await one.keep('SMPP', late, part(2), WAIT_MS);
    await one.keep('SMPP', early, part(1), WAIT_MS);
    await one.keep('SMSC_B', anothers, part(1), 0);
    expect(await process().overdue('SMPP')).toEqual([late]);
    await one.forget(late);
    expect(await process().overdue('SMPP')).toEqual([]);
    expect(await process().overdue('SMSC_B')).toEqual([anothers]);
  });

  it('leave with the days of retention where nobody speaks for them any more', async () => {
    const [old, young] = [of(0, 11n), of(0, 12n)];
    const one = process();
    for (const each of [old, young]) await one.keep('SMPP', each, part(1), WAIT_MS);
    const [{ lane }, before] = [{ lane: 0 }, new Date(Date.now() - 91 * 86_400_000)];
    await rig.pool.query('update part_receipt p set decide_at = $3 where p.lane = $1 and p.entry_id = $2', [lane, old.entryId, before]);
    const pool = new RetentionPool(rig.config);
    pools.push(pool);
    await new Retention(new Removal(pool), new OldRows(), rig.config).sweep(lane);
    expect([await one.of(old), await one.of(young)]).toEqual([[], [part(1)]]);
  });
});
