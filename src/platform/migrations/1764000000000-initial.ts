// The first schema: the number line's lanes, SMS requests, their queue entries, the slices that hold the queue state, receipts
// that wait to be applied, idempotency keys and application keys. Every table of the queue is keyed by its lane first, so that
// each statement stays within one lane.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // The sequence of a lane's request IDs is handed out in blocks from this row.
  `create table sms_lane (
    lane smallint not null,
    next_sequence bigint not null,
    constraint sms_lane_pkey primary key (lane)
  )`,
  `create table sms_request (
    lane smallint not null,
    id bigint not null,
    tenant text not null,
    submitted_by text not null,
    channel smallint not null,
    content text not null,
    sender text,
    priority boolean not null,
    voice_on_failure boolean not null,
    recipient_count integer not null,
    created_at timestamptz not null default now(),
    starts_at timestamptz not null,
    expires_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text,
    constraint sms_request_pkey primary key (lane, id),
    constraint sms_request_lane check (lane = ((id >> 53) & 1023))
  )`,
  'create index sms_request_newest on sms_request (lane, tenant, created_at desc, id desc)',
  // Room for HOT updates: an outcome touches no indexed column.
  `create table sms_queue_entry (
    lane smallint not null,
    sms_id bigint not null,
    mobile text not null,
    channel smallint not null,
    attempts smallint not null default 0,
    status smallint,
    carrier text,
    carrier_message_id text,
    reason text,
    outcome_at timestamptz,
    constraint sms_queue_entry_pkey primary key (lane, sms_id),
    constraint sms_queue_entry_lane check (lane = ((sms_id >> 53) & 1023))
  ) with (fillfactor = 75)`,
  'create index sms_queue_entry_mobile on sms_queue_entry (lane, mobile, sms_id desc)',
  `create table sms_slice (
    lane smallint not null,
    request_id bigint not null,
    first integer not null,
    last integer not null,
    tenant text not null,
    next integer not null,
    again integer[] not null default '{}',
    again_at timestamptz[] not null default '{}',
    holder bigint,
    lease_until timestamptz,
    taken integer not null default 0,
    trying integer[] not null default '{}',
    stopped smallint,
    submitted integer not null default 0,
    delivered integer not null default 0,
    rejected integer not null default 0,
    undelivered integer not null default 0,
    not_attempted integer not null default 0,
    in_doubt integer not null default 0,
    queue text not null,
    class smallint not null,
    not_before timestamptz not null,
    expires_at timestamptz,
    due_at timestamptz not null,
    constraint sms_slice_pkey primary key (lane, request_id, first),
    constraint sms_slice_lane check (lane = ((request_id >> 53) & 1023)),
    constraint sms_slice_account check (last - first + 1 = (last - next + 1) + cardinality(again) + taken + cardinality(trying)
      + submitted + delivered + rejected + undelivered + not_attempted + in_doubt),
    constraint sms_slice_bounds check (next between first and last + 1 and taken between 0 and next - first
      and least(submitted, delivered, rejected, undelivered, not_attempted, in_doubt) >= 0),
    constraint sms_slice_again check (cardinality(again) = cardinality(again_at)),
    constraint sms_slice_lease check ((holder is null) = (lease_until is null) and (holder is not null or taken + cardinality(trying) = 0))
  ) with (fillfactor = 70)`,
  `create index sms_slice_due on sms_slice (lane, queue, class, due_at)
    where holder is null and stopped is null and (next <= last or cardinality(again) > 0)`,
  'create index sms_slice_lease_until on sms_slice (lane, lease_until) where holder is not null',
  `create index sms_slice_expires on sms_slice (lane, expires_at)
    where holder is null and stopped is null and (next <= last or cardinality(again) > 0) and expires_at is not null`,
  // What a carrier said after (or before) the answer to a hand-over: stored always, applied by a statement of its own.
  `create table sms_receipt (
    lane smallint not null,
    sms_id bigint not null,
    attempt smallint not null,
    status smallint not null,
    carrier text not null,
    carrier_message_id text,
    reason text,
    received_at timestamptz not null default now(),
    look_at timestamptz not null default now(),
    constraint sms_receipt_pkey primary key (lane, sms_id, attempt, status)
  )`,
  'create index sms_receipt_look_at on sms_receipt (lane, look_at)',
  `create table sms_idempotency (
    lane smallint not null,
    tenant text not null,
    method text not null,
    path text not null,
    key text not null,
    fingerprint bytea not null,
    status smallint,
    answer text,
    created_at timestamptz not null default now(),
    constraint sms_idempotency_pkey primary key (lane, tenant, method, path, key)
  )`,
  'create index sms_idempotency_created_at on sms_idempotency (lane, created_at)',
  `create table app_key (
    id uuid not null,
    key_hash bytea not null,
    tenant text not null,
    scopes text not null,
    label text not null default '',
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint app_key_pkey primary key (id),
    constraint app_key_key_hash_key unique (key_hash)
  )`,
];

const TABLES = ['app_key', 'sms_idempotency', 'sms_receipt', 'sms_slice', 'sms_queue_entry', 'sms_request', 'sms_lane'];

export class Initial1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`drop table ${table}`);
  }
}
