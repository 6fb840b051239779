// The hot statements and the reads by ID read a bounded number of rows through an index, however much waits: no sequential scan of a
// queue table, and no sort over the backlog, in the plan that a prepared statement keeps.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spans } from '../../src/requests/query/entry-spans.js';
import { TIMELINE } from '../../src/requests/report/report.service.js';
import { EDGE } from '../../src/requests/query/request-range.js';
import { REQUEST, REQUESTS, REQUESTS_OF_RARE } from '../../src/requests/query/requests.service.js';
import { COUNTS } from '../../src/voltmx/status/status.service.js';
import { DispatchPool } from '../../src/queue/pools.js';
import type { Statement } from '../../src/queue/statements.js';
import { statementNamed } from '../support/statement.js';
import { explained, fill, flat, type Given, type How, literals, type Node, planOf, SLICES } from './plan-rig.js';
import { QueueRig } from './queue-rig.js';

let rig: QueueRig;
let id: bigint;
beforeAll(async () => {
  rig = await QueueRig.start();
  id = await fill(rig);
});
afterAll(() => rig.close());

const plan = (hot: Statement<never, object>, given: Given, how?: How): Promise<Node[]> => planOf(rig, hot, given, how);

const LANE: Given = { lane: '0' };
const CLAIM: Given = {
  ...LANE,
  ...{ leaseToken: '1', most: '200', queue: `'text'`, lease: '30000', channel: `'text'`, providers: `'{c,d}'` },
  ...{ classes: `'{0,1,2,3}'`, tenants: `'{acme,acme,acme,acme}'`, levels: `'{0,1,2,3}'`, sliceCounts: `'{200,1,200,1}'` },
};
const NONE = Object.fromEntries(
  ['retries', 'waits', 'rejectedFallbacks', 'undeliveredFallbacks', 'kinds', 'waitingStatuses', 'attempts', 'reasons', 'fallbacks'].map(
    (name) => [name, 'null'],
  ),
);
const completion = (request: bigint): Given => ({
  ...LANE,
  ...NONE,
  ...{ leaseToken: '1', requestIds: `'{${request}}'`, firsts: `'{1}'`, submitted: `'{1}'`, rejected: `'{0}'`, undelivered: `'{0}'` },
  ...{ notAttempted: `'{0}'`, inDoubt: `'{0}'`, slices: `'{1}'`, entryIds: `'{${request + 1n}}'`, statuses: `'{2}'` },
  ...{ providers: `'{c}'`, messageIds: `'{m}'` },
});
const ofRequest = (): Given => ({ ...LANE, requestId: `${id}`, module: `'sms'`, tenant: `'acme'` });
const schedule = (): Given => ({ ...ofRequest(), startsAt: `now() + interval '1 hour'`, paused: 'true' });
const SOURCES: Given = { ...LANE, queue: `'text'`, channel: `'text'`, tenant: `''`, most: '1000', providers: `'{c,d}'` };
const RECALL: Given = { ...LANE, claimTime: '60000', positions: '500', providers: `'{c}'`, hours: '72' };
const SMS: Given = { ...LANE, module: `'sms'` };
const PURGE: Given = { ...LANE, most: '5000', days: '90' };
const LOOK: Given = { ...LANE, behind: '0', most: '500', days: '90' };

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
  it.each<[name: string, () => Given]>([
    ['claim', () => CLAIM],
    ['complete', () => completion(id)],
    ['release', () => ({ ...LANE, leaseToken: '1' })],
    ['rescue', () => LANE],
    ['expire', () => LANE],
    ['cancel', () => ({ ...ofRequest(), cancelledBy: `'tester'` })],
    ['schedule', schedule],
    ['resolve', () => ({ ...LANE, most: '500', mostAttempts: '20', firstPause: '1000', longestPause: '300000' })],
    ['decide', () => ({ ...ofRequest(), decision: '0', positions: 'null', reason: `'r'` })],
    ['in-doubt-notice', () => ({ ...LANE, pause: '10' })],
    [
      'in-doubt-claim',
      () => ({ ...LANE, most: '10', mostAsks: '9', firstPause: '10', factor: '3', channels: `'{1,2}'`, fingerprints: `'{w,v}'` }),
    ],
    ['find-message', () => ({ ...LANE, provider: `'c'`, messageId: `'0A1'`, plainId: `'a1'` })],
    [
      'entries-in-doubt-to',
      () => ({
        ...{ ...LANE, addresses: `'{+12025550001,+12025550002}'`, provider: `'c'` },
        ...{ since: `now() - interval '3 days'`, most: '200', channel: '1' },
      }),
    ],
    ['parts-overdue', () => ({ ...LANE, provider: `'c'`, most: '200' })],
    ['messages-of', () => ({ ...LANE, provider: `'c'`, reference: `'1.1'`, from: `now() - interval '1 minute'`, to: 'now()' })],
    ['recall-claim', () => RECALL],
    ['recall-advance', () => ({ ...LANE, requestId: `${id}`, from: '0', to: '500', tries: '0', pause: '0' })],
    ['sources', () => SOURCES],
    ['messages', () => ({ ...LANE, requestIds: `'{${id}}'` })],
    ['removal-look', () => LOOK],
    ['removal-examine', () => ({ ...LANE, behind: `'{${id}}'`, upto: `'{${id + 5000n}}'`, days: '90' })],
    ['removal-begin', () => ({ ...LANE, requestIds: `'{${id}}'`, accounts: `'{x}'` })],
    ['removal-entries', () => ({ ...LANE, most: '5000' })],
    ['purge-keys', () => ({ ...LANE, most: '5000' })],
    [
      'store-receipts',
      () => ({
        ...{ ...LANE, entryIds: `'{${id + 1n}}'`, attempts: `'{1}'`, statuses: `'{3}'`, providers: `'{c}'` },
        ...{ messageIds: `'{null}'`, reasons: `'{null}'`, tenants: `'{null}'` },
      }),
    ],
    ['move', () => ({ ...LANE, requestId: `${id}`, from: `'text'`, to: `'text:ACME'` })],
    ['open-queues', () => LANE],
    ['lease-tokens', () => ({ ...LANE, tenant: 'null' })],
    ['opt-outs', () => ({ ...SMS, addresses: `'{+10000002,+10000004}'` })],
    ['opt-outs-any', () => ({ ...SMS, lane: '2' })],
    ['opt-in', () => ({ ...SMS, address: `'+10000002'`, senders: `'{x}'`, tenant: `'acme'` })],
    ['inbound-known', () => ({ ...LANE, provider: `'c'`, messageId: `'1'` })],
    ['purge-inbound', () => PURGE],
  ])('%s', async (name, given) => {
    const nodes = await plan(statementNamed(name), given());
    const scans = nodes.filter((node) => TABLES.includes(node['Relation Name'] ?? '') && node['Node Type'] === 'Seq Scan');
    expect(scans).toEqual([]);
  });

  it('claim sorts no backlog: its probe of a class reads the index in order', async () => {
    const nodes = await plan(statementNamed('claim'), CLAIM);
    const sorted = nodes.filter((node) => node['Node Type'] === 'Sort' && node.Plans?.[0]?.['Relation Name'] === 'queue_slice');
    expect(sorted).toEqual([]);
  });
});

describe('on the dispatcher’s connections', () => {
  const KEYS: Record<string, string[]> = { queue_slice: ['lane', 'request_id', 'first'], queue_entry: ['lane', 'entry_id'] };

  it.each([
    ['claim', 2, () => CLAIM],
    ['complete', 3, () => completion(id)],
  ])('the rows that %s writes are looked up by their whole key', async (name, writes, given) => {
    const { pool } = new DispatchPool(rig.config);
    const client = await pool.connect();
    try {
      const { rows } = await client.query('show plan_cache_mode');
      expect(rows).toEqual([{ plan_cache_mode: 'force_generic_plan' }]);
      const hot = statementNamed(name);
      await client.query(`prepare hot as ${hot.text}`);
      const written = (await explained(client, literals(hot, given()))).filter((node) => node['Node Type'] === 'ModifyTable');
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

  it('complete looks its slices up, however many are leased', async () => {
    const nodes = await plan(statementNamed('complete'), completion(id));
    const others = nodes.filter((node) => node['Relation Name'] === 'queue_slice' && node['Index Name'] !== undefined);
    expect(new Set(others.map((node) => node['Index Name']))).toEqual(new Set(['queue_slice_pkey']));
  });
});

describe('the rows that are read', () => {
  const cost = async (read: Statement<never, object>, given: Given, kind: How['plan']): Promise<number> =>
    (await plan(read, given, { plan: kind, analyze: true }))
      .filter((node) => node['Relation Name'] !== undefined)
      .reduce((sum, node) => sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1), 0);

  // Of 20,000 requests of one moment: what is behind a place, up to an edge that is 100 requests further.
  const AT = `${Date.UTC(2026, 0, 1) * 1_000}`;
  const RANGE: Given = {
    ...{ ...LANE, module: `'sms'`, tenant: `'acme'`, user: 'null', from: 'null', before: 'null' },
    ...{ startUs: AT, startId: '12000::bigint << 20' },
  };
  const EDGE_AT: Given = { edgeUs: AT, edgeId: '11900::bigint << 20' };
  const NO_EDGE: Given = { edgeUs: 'null', edgeId: 'null' };
  const step = (address = 'null', edge = EDGE_AT): Given => ({
    ...{ ...RANGE, ...edge, address },
    ...{ mostRequests: '100', mostSpans: '1000', requestId: 'null', position: 'null' },
  });
  const listed = (address: string, sender = 'null', state = 'null', edge = EDGE_AT): Given => ({
    ...{ ...RANGE, ...edge, address, sender, state, most: '100' },
  });
  const ofTenant = (): Given => ({ ...LANE, requestId: `${id}`, module: `'sms'`, tenant: `'acme'` });
  const READS: [name: string, kind: 'generic' | 'custom', read: Statement<never, object>, given: () => Given, most: number][] = [
    ['sources: one a class and tenant', 'generic', statementNamed('sources'), () => SOURCES, 4],
    ['open queues: one each', 'generic', statementNamed('open-queues'), () => LANE, 1],
    [
      'cancel: its slices, and its row',
      'generic',
      statementNamed('cancel'),
      () => ({ ...ofRequest(), cancelledBy: `'tester'` }),
      3 * SLICES + 3,
    ],
    ['pause: its slices, and its row', 'generic', statementNamed('schedule'), schedule, 3 * SLICES + 4],
    ['recall: a request, its slices, and 500 entries', 'generic', statementNamed('recall-claim'), () => RECALL, 503 + SLICES],
    ['the counts of a request: its slices, and its row', 'custom', REQUEST, ofTenant, 2 * SLICES + 1],
    ['the Volt MX API’s counts of a request', 'custom', COUNTS, () => ({ ...ofTenant(), from: 'null', before: 'null' }), SLICES + 1],
    ['whether a lane has opt-outs, where others have many', 'generic', statementNamed('opt-outs-any'), () => ({ ...SMS, lane: '2' }), 0],
    [
      'the opt-outs of a batch',
      'generic',
      statementNamed('opt-outs'),
      () => ({ ...SMS, addresses: `'{+10000002,+10000004,+10000005}'` }),
      2,
    ],
    ['the edge of a step', 'custom', EDGE, () => ({ ...RANGE, user: `'tester'`, further: '99' }), 200],
    ['a step over requests', 'custom', spans('requests', undefined), () => step(), 200],
    ['a step that looks for a status', 'custom', spans('requests', 'Rejected'), () => step(), 200],
    ['a step that looks for a frequent number', 'custom', spans('requests with an address', undefined), () => step(`'+12025551'`), 300],
    ['entries of a rare address', 'custom', spans('entries of a rare address', undefined), () => step(`'+12025551'`, NO_EDGE), 12],
    ['a step of the list', 'custom', REQUESTS, () => listed('null', `'none'`), 200],
    ['a step of the list that looks for a state', 'custom', REQUESTS, () => listed('null', 'null', `'expired'`), 300 + 2 * 100],
    ['requests of a rare number', 'custom', REQUESTS_OF_RARE, () => listed(`'+12025551'`, 'null', 'null', NO_EDGE), 12],
    [
      'the timeline of a request: its entries',
      'custom',
      TIMELINE,
      () => ({ ...LANE, requestId: `${id}`, startsAt: 'now()', widths: `'{1,60}'`, mostBuckets: '120' }),
      20_000,
    ],
    ['a look at what may leave', 'generic', statementNamed('removal-look'), () => LOOK, 500 + 499 + SLICES],
  ];
  it.each(READS)('%s', async (_name, kind, read, given, most) => {
    expect(await cost(read, given(), kind)).toBeLessThanOrEqual(most);
  });
});
