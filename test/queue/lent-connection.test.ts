// A connection that breaks while it is lent out, between two statements of a transaction, fails the next of them and nothing else.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CancelPool } from '../../src/queue/pools.js';
import { Cancels } from '../../src/queue/control/cancels.js';
import { eventually } from '../support/client.js';
import { QueueRig } from './queue-rig.js';

let rig: QueueRig;
let pool: CancelPool;
beforeAll(async () => {
  rig = await QueueRig.start({ CANCEL_POOL: '1' });
  pool = new CancelPool(rig.config);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await rig.close();
});

it('is replaced', async () => {
  const cancels = new Cancels(pool);
  const broken = cancels.transaction(async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    let over = false;
    client.on('end', () => (over = true));
    await rig.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await eventually(
      () => Promise.resolve(over),
      (ended) => ended,
    );
    return client.query('select 1');
  });
  await expect(broken).rejects.toThrow();
  expect(await cancels.transaction((client) => client.query('select 1')).then(({ rowCount }) => rowCount)).toBe(1);
});
