// The hot statements read a bounded number of rows through an index, however much waits: no sequential scan of a queue table, and no
// sort over the backlog, in the plan that a prepared statement keeps.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statement } from '../../src/queue/statements.js';
import { QueueRig } from './queue-rig.js';

let rig: QueueRig;
let id: bigint;
beforeAll(async () => {
  rig = await QueueRig.start();
  id = await rig.enqueue({ recipients: 20_000, sliceSize: 500 });
  // 20,000 requests of one recipient, most of them for later.
  await rig.pool
    .query(`insert into sms_request (lane, id, tenant, submitted_by, channel, content, priority, voice_on_failure, recipient_count, starts_at)
    select 0, (g + 2000)::bigint << 20, 'acme', 'tester', 1, 'hello', false, false, 1, now() from generate_series(1, 20000) g`);
  await rig.pool.query(`insert into sms_queue_entry (lane, sms_id, mobile, channel)
    select 0, ((g + 2000)::bigint << 20) + 1, '+1202555' || g, 1 from generate_series(1, 20000) g`);
  await rig.pool.query(`insert into sms_slice (lane, request_id, first, last, next, tenant, queue, class, not_before, due_at)
    select 0, (g + 2000)::bigint << 20, 1, 1, 1, 'acme', 'text', 2, t, t
    from generate_series(1, 20000) g, lateral (select now() + (g - 100) * interval '1 minute' as t) x`);
  await rig.pool.query(`insert into sms_receipt (lane, sms_id, attempt, status, carrier, look_at)
    select 0, ((g + 2000)::bigint << 20) + 1, 1, 3, 'c', now() + interval '1 hour' from generate_series(1, 20000) g`);
  await rig.pool.query('analyze');
});
afterAll(() => rig.close());

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Node[];
}

/** The generic plan, as after a few executions of the prepared statement. */
async function plan(name: string, values: string): Promise<Node[]> {
  const client = await rig.pool.connect();
  try {
    await client.query('set jit = off; set plan_cache_mode = force_generic_plan');
    await client.query(`prepare hot as ${statement(name).text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(`explain (format json) execute hot (${values})`);
    const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
    return nodes(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
  } finally {
    await client.query('deallocate all; reset all');
    client.release();
  }
}

const TAKE = `0, 1, 200, 'text', 30000, '{0,1,2,3}', '{acme,acme,acme,acme}', '{0,1,2,3}', '{200,1,200,1}'`;
const TABLES = ['sms_slice', 'sms_queue_entry', 'sms_request', 'sms_receipt'];

describe('the plan of', () => {
  it.each([
    ['take', () => TAKE],
    [
      'record',
      () =>
        `0, 1, '{${id}}', '{1}', '{1}', '{0}', '{0}', '{0}', '{0}', '{"{}"}', '{"{}"}', '{"{}"}', '{"{}"}',
        '{${id}}', '{1}', '{${id + 1n}}', '{0}', '{2}', '{null}', '{1}', '{c}', '{m}', '{null}'`,
    ],
    ['give-back', () => '0, 1'],
    ['rescue', () => '0'],
    ['expire', () => '0'],
    ['cancel', () => `0, ${id}, 'acme', 'tester'`],
    ['resolve', () => '0, 500'],
    ['sources', () => `0, 'text', '', 1000`],
    ['messages', () => `0, '{${id}}'`],
    ['store-receipt', () => `0, ${id + 1n}, 1, 3, 'c', null, null`],
  ])('%s', async (name, values) => {
    const nodes = await plan(name, values());
    const scans = nodes.filter((node) => TABLES.includes(node['Relation Name'] ?? '') && node['Node Type'] === 'Seq Scan');
    expect(scans).toEqual([]);
  });

  it('take sorts no backlog: its probe of a class reads the index in order', async () => {
    const nodes = await plan('take', TAKE);
    const sorted = nodes.filter((node) => node['Node Type'] === 'Sort' && node.Plans?.[0]?.['Relation Name'] === 'sms_slice');
    expect(sorted).toEqual([]);
  });
});
