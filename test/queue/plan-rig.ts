// Plans of statements over a filled queue, as PostgreSQL explains them.
import type { ClientBase } from 'pg';
import type { Statement } from '../../src/queue/statements.js';
import type { QueueRig } from './queue-rig.js';

/** Of the request whose plans are looked at. */
export const SLICES = 40;

/** A parameter's values as SQL, by name. */
export type Given = Readonly<Record<string, string>>;

/** @returns the request of 20,000 entries whose plans are looked at */
export async function fill(rig: QueueRig): Promise<bigint> {
  const id = await rig.enqueue({ recipients: 20_000, sliceSize: 20_000 / SLICES });
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
  return id;
}

export interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

export interface How {
  /** Generic: as a prepared statement keeps it after a few executions. Custom: as a read that is planned each time gets it. */
  plan?: 'generic' | 'custom';
  /** Runs it too, and undoes it. */
  analyze?: boolean;
}

/** The literals of $1, $2 … @throws Error where the names are others than the statement's */
export function literals({ name, parameters }: Statement<never, object>, given: Given): string {
  if (Object.keys(given).sort().join() !== [...parameters].sort().join())
    throw new Error(`${name} takes ${parameters.join()}, not ${Object.keys(given).join()}`);
  return parameters.map((parameter) => given[parameter]).join(', ');
}

export const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];

export async function explained(client: ClientBase, values: string, analyze = false): Promise<Node[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (format json, analyze ${analyze}) execute hot (${values})`,
  );
  return flat(rows[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
}

export async function planOf(
  rig: QueueRig,
  hot: Statement<never, object>,
  given: Given,
  { plan: kind = 'generic', analyze = false }: How = {},
): Promise<Node[]> {
  const client = await rig.pool.connect();
  try {
    await client.query(`begin; set local jit = off; set local plan_cache_mode = force_${kind}_plan`);
    await client.query(`prepare hot as ${hot.text}`);
    return await explained(client, literals(hot, given), analyze);
  } finally {
    await client.query('rollback; deallocate all');
    client.release();
  }
}
