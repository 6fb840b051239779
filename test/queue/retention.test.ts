// Removal is whole at every step: it may die before any statement, two may do it at once, receipts and locks may come between.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { RetentionPool } from '../../src/queue/pools.js';
import { OldRows } from '../../src/queue/retention/old-rows.js';
import { Removal } from '../../src/queue/retention/removal.js';
import { Retention } from '../../src/queue/retention/retention.js';
import { OUTCOME } from '../../src/queue/states.js';
import { OWNER, QueueRig } from './queue-rig.js';

const DAYS = 30;
/** Three removals' worth of entries, and a few of one. */
const SIZES = [12_000, 1, 700, 1, 1];

let rig: QueueRig;
const pools: RetentionPool[] = [];
beforeAll(async () => {
  rig = await QueueRig.start({ RETENTION_DAYS: String(DAYS) });
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.onApplicationShutdown()));
  await rig.close();
});
beforeEach(async () => {
  for (const table of ['request', 'queue_slice', 'queue_entry', 'removal', 'delivery_receipt'])
    await rig.pool.query(`delete from ${table}`);
});

function worker(): { retention: Retention; removal: Removal; pool: pg.Pool } {
  const pool = new RetentionPool(rig.config);
  pools.push(pool);
  const removal = new Removal(pool);
  return { retention: new Retention(removal, new OldRows(), rig.config), removal, pool: pool.pool };
}

/** All handed over and recorded so many days ago. */
async function finished(recipients: number, days = DAYS + 1): Promise<string> {
  const id = await rig.enqueue({ recipients });
  const then = new Date(Date.now() - days * 86_400_000);
  await rig.pool.query('update request set created_at = $2, starts_at = $2 where lane = 0 and id = $1', [id, then]);
  await rig.pool.query(
    'update queue_slice set due_at = $2, next_position = last + 1, submitted = last - first + 1 where lane = 0 and request_id = $1',
    [id, then],
  );
  await rig.pool.query(
    `update queue_entry set status = ${OUTCOME.Submitted}, attempts = 1, provider = 'c', outcome_at = $2
     where lane = 0 and entry_id > $1::bigint and entry_id < $1::bigint + 1048576`,
    [id, then],
  );
  return id.toString();
}

interface Kept {
  requests: string[];
  /** Entries that readers can meet, and whether each request has all of its own. */
  whole: boolean;
  entries: number;
  noted: number;
}

async function kept(): Promise<Kept> {
  const { rows } = await rig.pool.query<{ id: string; recipients: number; slices: number; entries: number }>(
    `select r.id, r.recipient_count as recipients,
       (select coalesce(sum(s.last - s.first + 1), 0)::int from queue_slice s where s.lane = 0 and s.request_id = r.id) as slices,
       (select count(*)::int from queue_entry e where e.lane = 0 and e.entry_id > r.id and e.entry_id < r.id + 1048576) as entries
     from request r where r.lane = 0 order by r.id`,
  );
  const counted = async (table: string): Promise<number> =>
    (await rig.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? -1;
  return {
    requests: rows.map(({ id }) => id),
    whole: rows.every(({ recipients, slices, entries }) => recipients === slices && recipients === entries),
    entries: await counted('queue_entry'),
    noted: await counted('removal'),
  };
}

/** The connection is cut before the pool's nth statement, which the server then never gets. */
function dyingBefore(pool: pg.Pool, nth: number): () => boolean {
  let left = nth;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const stream = (client as unknown as { connection: { stream: Duplex } }).connection.stream;
    Object.assign(client, {
      query: (...given: unknown[]) => {
        if (--left === 0) stream.destroy();
        return query(...given);
      },
    });
  });
  return () => left <= 0;
}

it('is finished by the next sweep, whatever statement the one before died at', async () => {
  let died = true;
  for (let nth = 1; died; nth++) {
    const old = [];
    for (const size of SIZES) old.push(await finished(size));
    const young = await finished(3, DAYS - 1);
    const { retention, pool } = worker();
    const hasDied = dyingBefore(pool, nth);
    await retention.sweep(0).catch(() => undefined);
    died = hasDied();
    const after = await kept();
    expect([nth, after.whole, after.requests.includes(young)]).toEqual([nth, true, true]);
    expect([[...old, young], [young]]).toContainEqual(after.requests);
    await worker().retention.sweep(0);
    expect(await kept()).toEqual({ requests: [young], whole: true, entries: 3, noted: 0 });
    await rig.pool.query('delete from request; delete from queue_slice; delete from queue_entry');
  }
}, 180_000);

it('is shared by sweeps at once: each request leaves once', async () => {
  for (const size of SIZES) await finished(size);
  const left = await Promise.all(Array.from({ length: 3 }, () => worker().retention.sweep(0)));
  // Two that met at a request's slices may both have let go of it.
  left.push(await worker().retention.sweep(0));
  expect(left.reduce((sum, { requests }) => sum + requests, 0)).toBe(SIZES.length);
  expect(left.reduce((sum, { entries }) => sum + entries, 0)).toBe(SIZES.reduce((sum, size) => sum + size));
  expect(await kept()).toEqual({ requests: [], whole: true, entries: 0, noted: 0 });
});

describe('what comes between', () => {
  it('keeps a request that a receipt moved after it was looked at', async () => {
    const id = await finished(3);
    const { removal } = worker();
    const looked = await removal.look(0, '0', DAYS);
    expect(looked).toMatchObject([{ id, last: 3, young: false, finished: true }]);
    const entryId = (BigInt(id) + 2n).toString();
    await rig.receipts.store({ entryId, attempt: 1, status: OUTCOME.Delivered, provider: 'c', providerMessageId: null, reason: null });
    expect(await rig.queue.resolve(0)).toMatchObject([{ resolution: 'move' }]);
    expect(await removal.begin(0, looked)).toEqual([]);
    const again = await removal.look(0, '0', DAYS);
    // The slice's own time tells of it; were it older, the entry would.
    expect(again).toMatchObject([{ finished: false }]);
    expect(await removal.unmoved(0, again, DAYS, () => Promise.resolve())).toEqual([]);
    expect((await kept()).requests).toEqual([id]);
  });

  it('waits for the next look where another has a slice locked', async () => {
    const id = await finished(1_200);
    const blocker = await rig.pool.connect();
    await blocker.query('begin');
    await blocker.query('select from queue_slice s where s.lane = 0 and s.request_id = $1 and s.first = 501 for update', [id]);
    expect((await worker().retention.sweep(0)).requests).toBe(0);
    await blocker.query('rollback');
    blocker.release();
    expect(await kept()).toMatchObject({ requests: [id], whole: true, entries: 1_200 });
    expect(await worker().retention.sweep(0)).toEqual({ requests: 1, entries: 1_200 });
  });

  it('drops a receipt for an entry that has left, and takes nothing back of it', async () => {
    const id = await finished(2);
    await worker().retention.sweep(0);
    const entryId = (BigInt(id) + 1n).toString();
    await rig.receipts.store({ entryId, attempt: 1, status: OUTCOME.Delivered, provider: 'c', providerMessageId: null, reason: null });
    expect(await rig.queue.resolve(0)).toEqual([{ entry_id: entryId, attempt: 1, provider: 'c', resolution: 'unknown' }]);
    expect((await rig.pool.query('select from delivery_receipt')).rowCount).toBe(0);
    expect(await rig.cancels.cancel(id, OWNER, 'tester')).toBeNull();
  });

  it('never meets a request that has no slices yet', async () => {
    await rig.pool.query(
      `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at, created_at)
       values (0, 1 << 20, 'sms', 'acme', 'tester', 1, 'hello', false, 1, now(), '2020-01-01Z')`,
    );
    expect((await worker().retention.sweep(0)).requests).toBe(0);
  });
});

it('walks past requests that stay, look after look', async () => {
  // 1,200 that wait, all older than the time, before and behind 1,200 that are finished.
  const many = async (from: number, next: number): Promise<void> => {
    const numbers = [from, from + 599];
    await rig.pool.query(
      `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at, created_at)
       select 0, g::bigint << 20, 'sms', 'acme', 'tester', 1, 'hello', false, 1, '2020-01-01Z', '2020-01-01Z' from generate_series($1::int, $2::int) g`,
      numbers,
    );
    await rig.pool.query(
      `insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at, submitted)
       select 0, g::bigint << 20, 1, 1, $3::int, 'acme', 'text', 2, '2020-01-01Z', '2020-01-01Z', $3::int - 1 from generate_series($1::int, $2::int) g`,
      [...numbers, next],
    );
    await rig.pool.query(
      `insert into queue_entry (lane, entry_id, address, channel)
       select 0, (g::bigint << 20) + 1, '+12025550123', 1 from generate_series($1::int, $2::int) g`,
      numbers,
    );
  };
  for (const [from, next] of [
    [1_000, 1],
    [2_000, 2],
    [3_000, 2],
    [4_000, 1],
  ] as const)
    await many(from, next);
  expect(await worker().retention.sweep(0)).toEqual({ requests: 1_200, entries: 1_200 });
  expect((await kept()).requests).toHaveLength(1_200);
});

it('what was to be asked about leaves with its entry', async () => {
  const [old, young] = [await finished(3), await finished(3, DAYS - 1)];
  await rig.pool.query(
    `insert into entry_in_doubt (lane, entry_id, ask_at) select 0, e.entry_id, 'infinity' from queue_entry e where e.lane = 0 and e.entry_id > $1::bigint`,
    [old],
  );
  await worker().retention.sweep(0);
  const { rows } = await rig.pool.query('select distinct (d.entry_id >> 20) << 20 as id from entry_in_doubt d');
  expect(rows).toEqual([{ id: young }]);
});
