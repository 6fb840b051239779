// The hot statements and the reads by ID read a bounded number of rows through an index, however much waits: no sequential scan of a
// queue table, and no sort over the backlog, in the plan that a prepared statement keeps.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientBase } from 'pg';
import { FEW_OF_MOBILE, REQUESTS, REQUESTS_WITH_MOBILE, spans } from '../../src/messages/query/entry-search.service.js';
import { ANY, HOLDING } from '../../src/messages/query/holding.sql.js';
import { BUCKETS } from '../../src/messages/query/report.service.js';
import { EDGE } from '../../src/messages/query/request-range.js';
import { ONE, PAGE, PAGE_OF_FEW } from '../../src/messages/query/requests.service.js';
import { COUNTS } from '../../src/messages/query/voltmx-status.service.js';
import { DispatchPool } from '../../src/queue/pools.js';
import { statement } from '../../src/queue/statements.js';
import { QueueRig } from './queue-rig.js';

/** Of the request whose plans are looked at. */
const SLICES = 40;

let rig: QueueRig;
let id: bigint;
beforeAll(async () => {
  rig = await QueueRig.start();
  id = await rig.enqueue({ recipients: 20_000, sliceSize: 20_000 / SLICES });
  // 20,000 requests of one recipient, most of them for later.
  await rig.pool.query(`insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at)
    select 0, (g + 2000)::bigint << 20, 'sms', 'acme', 'tester', 1, 'hello', false, 1, now() from generate_series(1, 20000) g`);
  await rig.pool.query(`update request set created_at = '2026-01-01Z' where id <> ${id}`);
  await rig.pool.query(`update request set recall_at = now() + interval '1 hour' where id > ${id}`);
  await rig.pool.query(`update request set recall_at = now() where id = ${id}`);
  await rig.pool.query(`insert into queue_entry (lane, entry_id, address, channel)
    select 0, ((g + 2000)::bigint << 20) + 1, '+1202555' || g, 1 from generate_series(1, 20000) g`);
  await rig.pool.query(`insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at)
    select 0, (g + 2000)::bigint << 20, 1, 1, 1, 'acme', 'text', 2, t, t
    from generate_series(1, 20000) g, lateral (select now() + (g - 100) * interval '1 minute' as t) x`);
  await rig.pool.query(`insert into delivery_receipt (lane, entry_id, attempt, status, provider, look_at)
    select 0, ((g + 2000)::bigint << 20) + 1, 1, 3, 'c', now() + interval '1 hour' from generate_series(1, 20000) g`);
  await rig.pool.query(`insert into idempotency_key (lane, tenant, method, path, key, fingerprint)
    select 0, 'acme', 'POST', '/', g, '' from generate_series(1, 20000) g`);
  await rig.pool.query(
    `insert into removal (lane, request_id, last) select 0, (g + 2000)::bigint << 20, 1 from generate_series(1, 20000) g`,
  );
  await rig.pool.query(
    `insert into suppression (lane, module, address, sender, keyword) select g % 2, 'sms', '+' || 10000000 + g, '', 'STOP' from generate_series(1, 20000) g`,
  );
  await rig.pool.query(`insert into sms_inbound (lane, provider, provider_message_id, sent_from, sent_to, content)
    select 0, 'c', g, '+1202555' || g, '+1', 'hello' from generate_series(1, 20000) g`);
  // Of a blast's last slice something is in doubt and not noted; of many others it has long been.
  await rig.pool.query(
    `update queue_slice set in_doubt = 1, next_position = 2 where lane = 0 and first = 1 and last = 1 and request_id < 4000::bigint << 20`,
  );
  await rig.pool.query(`insert into entry_in_doubt (lane, entry_id, ask_at)
    select 0, ((g + 2000)::bigint << 20) + 1, 'infinity' from generate_series(1, 1999) g`);
  await rig.pool.query(`insert into provider_message (lane, provider, message_id, reference, created_at)
    select 0, 'c', g, g || '.1', now() - g * interval '1 minute' from generate_series(1, 20000) g`);
  await rig.pool.query(`insert into part_receipt (lane, entry_id, attempt, place, total, provider, outcome, decide_at)
    select 0, ((g + 2000)::bigint << 20) + 1, 1, 1, 2, 'c', 3, now() + g * interval '1 minute' from generate_series(1, 20000) g`);
  await rig.pool.query('analyze');
});
afterAll(() => rig.close());

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

interface How {
  /** Generic: as a prepared statement keeps it after a few executions. Custom: as a read that is planned each time gets it. */
  plan?: 'generic' | 'custom';
  /** Runs it too, and undoes it. */
  analyze?: boolean;
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

async function explained(client: ClientBase, values: string, analyze = false): Promise<Node[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (format json, analyze ${analyze}) execute hot (${values})`,
  );
  return flat(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
}

async function plan(text: string, values: string, { plan: kind = 'generic', analyze = false }: How = {}): Promise<Node[]> {
  const client = await rig.pool.connect();
  try {
    await client.query(`begin; set local jit = off; set local plan_cache_mode = force_${kind}_plan`);
    await client.query(`prepare hot as ${text}`);
    return await explained(client, values, analyze);
  } finally {
    await client.query('rollback; deallocate all');
    client.release();
  }
}

const TAKE = `0, 1, 200, 'text', 30000, '{0,1,2,3}', '{acme,acme,acme,acme}', '{0,1,2,3}', '{200,1,200,1}', '{c,d}'`;
const record = (request: bigint): string =>
  `0, 1, '{${request}}', '{1}', '{1}', '{0}', '{0}', '{0}', '{0}', null, null, null, null,
    '{1}', '{${request + 1n}}', null, '{2}', null, null, '{c}', '{m}', null, null`;
const TABLES = [
  'queue_slice',
  'queue_entry',
  'request',
  'delivery_receipt',
  'idempotency_key',
  'removal',
  'sms_inbound',
  'suppression',
  'entry_in_doubt',
  'provider_message',
  'part_receipt',
];

describe('the plan of', () => {
  it.each([
    ['take', () => TAKE],
    ['record', () => record(id)],
    ['give-back', () => '0, 1'],
    ['rescue', () => '0'],
    ['expire', () => '0'],
    ['cancel', () => `0, ${id}, 'acme', 'tester', 'sms'`],
    ['schedule', () => `0, ${id}, 'acme', now() + interval '1 hour', true, 'sms'`],
    ['resolve', () => '0, 500, 20, 1000, 300000'],
    ['decide', () => `0, ${id}, 'acme', 0, null, 'r', 'sms'`],
    ['in-doubt-notice', () => '0, 10'],
    ['in-doubt-claim', () => `0, 10, 9, 10, 3, '{1,2}', '{w,v}'`],
    ['find-message', () => `0, 'c', '0A1', 'a1'`],
    ['entries-in-doubt-to', () => `0, '{+12025550001,+12025550002}', 'c', now() - interval '3 days', 200, 1`],
    ['parts-overdue', () => `0, 'c', 200`],
    ['messages-of', () => `0, 'c', '1.1', now() - interval '1 minute', now()`],
    ['recall-claim', () => `0, 60000, 500, '{c}', 72`],
    ['recall-advance', () => `0, ${id}, 0, 500, 0, 0`],
    ['sources', () => `0, 'text', '', 1000, '{c,d}'`],
    ['messages', () => `0, '{${id}}'`],
    ['removal-look', () => `0, 0, 500, 90`],
    ['removal-examine', () => `0, '{${id}}', '{${id + 5000n}}', 90`],
    ['removal-begin', () => `0, '{${id}}', '{x}'`],
    ['removal-entries', () => '0, 5000'],
    ['purge-keys', () => '0, 5000'],
    ['store-receipts', () => `0, '{${id + 1n}}', '{1}', '{3}', '{c}', '{null}', '{null}', '{null}'`],
    ['move', () => `0, ${id}, 'text', 'text:ACME'`],
    ['open-queues', () => '0'],
    ['in-hand', () => `0, null`],
    ['opt-outs', () => `0, 'sms', '{+10000002,+10000004}'`],
    ['opt-outs-any', () => `2, 'sms'`],
    ['opt-in', () => `0, 'sms', '+10000002', '{x}', 'acme'`],
    ['inbound-known', () => `0, 'c', '1'`],
    ['purge-inbound', () => '0, 90, 5000'],
  ])('%s', async (name, values) => {
    const nodes = await plan(statement(name).text, values());
    const scans = nodes.filter((node) => TABLES.includes(node['Relation Name'] ?? '') && node['Node Type'] === 'Seq Scan');
    expect(scans).toEqual([]);
  });

  it('take sorts no backlog: its probe of a class reads the index in order', async () => {
    const nodes = await plan(statement('take').text, TAKE);
    const sorted = nodes.filter((node) => node['Node Type'] === 'Sort' && node.Plans?.[0]?.['Relation Name'] === 'queue_slice');
    expect(sorted).toEqual([]);
  });
});

describe('on the dispatcher’s connections', () => {
  const KEYS: Record<string, string[]> = { queue_slice: ['lane', 'request_id', 'first'], queue_entry: ['lane', 'entry_id'] };

  it.each([
    ['take', 2, () => TAKE],
    ['record', 3, () => record(id)],
  ])('what %s writes is looked up by its whole key', async (name, writes, values) => {
    const { pool } = new DispatchPool(rig.config);
    const client = await pool.connect();
    try {
      const { rows } = await client.query('show plan_cache_mode');
      expect(rows).toEqual([{ plan_cache_mode: 'force_generic_plan' }]);
      await client.query(`prepare hot as ${statement(name).text}`);
      const written = (await explained(client, values())).filter((node) => node['Node Type'] === 'ModifyTable');
      expect(written.length).toBe(writes);
      for (const table of written) {
        const key = KEYS[table['Relation Name'] ?? ''] ?? [];
        const reads = (table.Plans ?? []).flatMap(flat).filter((node) => node['Relation Name'] === table['Relation Name']);
        const missing = reads.map((node) => key.filter((column) => !node['Index Cond']?.includes(`${column} `)));
        expect([name, missing]).toEqual([name, [[]]]);
      }
    } finally {
      client.release();
      await pool.end();
    }
  });

  it('a record looks its slices up, however many are held', async () => {
    const nodes = await plan(statement('record').text, record(id));
    const others = nodes.filter((node) => node['Relation Name'] === 'queue_slice' && node['Index Name'] !== undefined);
    expect(new Set(others.map((node) => node['Index Name']))).toEqual(new Set(['queue_slice_pkey']));
  });
});

describe('the rows that are read', () => {
  const cost = async (text: string, values: string, kind: How['plan']): Promise<number> =>
    (await plan(text, values, { plan: kind, analyze: true }))
      .filter((node) => node['Relation Name'] !== undefined)
      .reduce((sum, node) => sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1), 0);

  // Of 20,000 requests of one moment: what is behind a place, up to an edge that is 100 requests further.
  const AT = Date.UTC(2026, 0, 1) * 1_000;
  const HALF_WAY = `${AT}, 12000::bigint << 20`;
  const EDGE_AT = `${AT}, 11900::bigint << 20`;
  const step = (address = 'null', edge = EDGE_AT): string =>
    `0, 'acme', null, null, null, ${HALF_WAY}, ${edge}, 100, 1000, null, null, ${address}`;
  const listed = (address: string, sender = 'null', state = 'null', edge = EDGE_AT): string =>
    `0, 'acme', null, null, null, ${HALF_WAY}, ${edge}, ${address}, ${sender}, ${state}, 100`;
  const READS: [name: string, kind: 'generic' | 'custom', text: string, values: () => string, most: number][] = [
    ['sources: one a class and tenant', 'generic', statement('sources').text, () => `0, 'text', '', 1000, '{c,d}'`, 4],
    ['open queues: one each', 'generic', statement('open-queues').text, () => '0', 1],
    ['cancel: its slices, and its row', 'generic', statement('cancel').text, () => `0, ${id}, 'acme', 'tester', 'sms'`, 3 * SLICES + 3],
    [
      'pause: its slices, and its row',
      'generic',
      statement('schedule').text,
      () => `0, ${id}, 'acme', now() + interval '1 hour', true, 'sms'`,
      3 * SLICES + 4,
    ],
    [
      'recall: a request, its slices, and 500 entries',
      'generic',
      statement('recall-claim').text,
      () => `0, 60000, 500, '{c}', 72`,
      503 + SLICES,
    ],
    ['the counts of a request: its slices, and its row', 'custom', ONE, () => `0, ${id}, 'acme'`, 2 * SLICES + 1],
    ['the Volt MX API’s counts of a request', 'custom', COUNTS, () => `0, 'acme', ${id}, null, null`, SLICES + 1],
    ['whether a lane has opt-outs, where others have many', 'generic', statement('opt-outs-any').text, () => `2, 'sms'`, 0],
    ['the opt-outs of a window', 'generic', statement('opt-outs').text, () => `0, 'sms', '{+10000002,+10000004,+10000005}'`, 2],
    ['the edge of a step', 'custom', EDGE, () => `0, 'acme', 'tester', null, null, ${HALF_WAY}, 99`, 200],
    ['a step over requests', 'custom', spans(REQUESTS, ANY), () => step(), 200],
    ['a step that looks for a status', 'custom', spans(REQUESTS, HOLDING.Rejected), () => step(), 200],
    ['a step that looks for a frequent number', 'custom', spans(REQUESTS_WITH_MOBILE, ANY), () => step(`'+12025551'`), 300],
    ['entries of a rare number', 'custom', spans(FEW_OF_MOBILE, ANY), () => step(`'+12025551'`, 'null, null'), 12],
    ['a step of the list', 'custom', PAGE, () => listed('null', `'none'`), 200],
    ['a step of the list that looks for a state', 'custom', PAGE, () => listed('null', 'null', `'expired'`), 300 + 2 * 100],
    ['requests of a rare number', 'custom', PAGE_OF_FEW, () => listed(`'+12025551'`, 'null', 'null', 'null, null'), 12],
    ['the timeline of a request: its entries', 'custom', BUCKETS, () => `0, ${id}, now()`, 20_000],
    ['a look at what may leave', 'generic', statement('removal-look').text, () => '0, 0, 500, 90', 500 + 499 + SLICES],
  ];
  it.each(READS)('%s', async (_name, kind, text, values, most) => {
    expect(await cost(text, values(), kind)).toBeLessThanOrEqual(most);
  });
});
