// Old rows of modules' own tables leave with the retention: those of SMS, and those of any module that registers what removes them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InboundUpkeep } from '../../src/messages/opt-outs/inbound-upkeep.js';
import { Notices } from '../../src/queue/control/notices.js';
import { RetentionPool } from '../../src/queue/pools.js';
import { type Old, OldRows } from '../../src/queue/retention/old-rows.js';
import { BATCH, Removal } from '../../src/queue/retention/removal.js';
import { Retention } from '../../src/queue/retention/retention.js';
import { QueueRig } from './queue-rig.js';

const DAYS = 30;

let rig: QueueRig;
let pool: RetentionPool;
beforeAll(async () => {
  rig = await QueueRig.start({ RETENTION_DAYS: String(DAYS) });
  pool = new RetentionPool(rig.config);
});
afterAll(async () => {
  await pool.onApplicationShutdown();
  await rig.close();
});

it('messages that came in leave after as long, what they asked for stands', async () => {
  const then = new Date(Date.now() - (DAYS + 1) * 86_400_000);
  await rig.pool.query(
    `insert into sms_inbound (lane, provider, provider_message_id, sent_from, sent_to, content, received_at)
     select 0, 'c', g, '+12025550100', '+12025550199', 'STOP', case when g <= 6000 then $1::timestamptz else now() end
     from generate_series(1, 6003) g`,
    [then],
  );
  await rig.pool.query(
    `insert into suppression (lane, module, address, sender, keyword, since) values (0, 'sms', '+12025550100', '12025550199', 'STOP', $1)`,
    [then],
  );
  const oldRows = new OldRows();
  new InboundUpkeep(oldRows, new Notices()).onModuleInit();
  await new Retention(new Removal(pool), oldRows, rig.config).sweep(0);
  const { rows } = await rig.pool.query(`select (select count(*)::int from sms_inbound i where i.lane = 0) as messages,
    (select count(*)::int from suppression x where x.lane = 0) as stops`);
  expect(rows).toEqual([{ messages: 3, stops: 1 }]);
});

it('removes what modules have registered, in steps, and no longer than there is', async () => {
  await rig.pool.query(`create table ward (lane smallint not null, bed integer not null, seen_at timestamptz not null)`);
  await rig.pool.query(
    `insert into ward (lane, bed, seen_at) select 0, g, now() - case when g > 10 then interval '31 days' else interval '29 days' end
     from generate_series(1, ${BATCH + 10}) g`,
  );
  const asked: Old[] = [];
  const oldRows = new OldRows();
  oldRows.register(async (pool, old) => {
    asked.push(old);
    const { rowCount } = await pool.query(
      `delete from ward w where w.lane = $1 and w.bed in (
         select o.bed from ward o where o.lane = $1 and o.seen_at < now() - $2::int * interval '1 day' limit $3)`,
      [old.lane, old.days, old.most],
    );
    return rowCount ?? 0;
  });
  await new Retention(new Removal(pool), oldRows, rig.config).sweep(0);
  expect(asked).toEqual([1, 2].map(() => ({ lane: 0, most: BATCH, days: DAYS })));
  expect((await rig.pool.query('select from ward')).rowCount).toBe(10);
});
