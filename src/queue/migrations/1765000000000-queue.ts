// The schema of the queue: lanes, requests, their entries, the slices that hold the queue state, and the tables that belong to them. Every
// table is keyed by its lane first, so that each statement stays within one lane.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const often = (table: string): string =>
  // Vacuum starts at a twentieth of the table instead of a fifth, and ends before the next million rows are removed.
  `alter table ${table} set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000)`;

const UP = [
  // The sequence of a lane's request IDs. Processes reserve blocks from this row.
  `create table queue_lane (
    lane smallint not null,
    next_sequence bigint not null,
    constraint queue_lane_pkey primary key (lane)
  )`,
  // The lanes and since when each is in use. Not a table of a lane: on a cluster every node has a copy, so that reading it needs no other
  // node. `stage`: the progress of the moves of opt-outs to this lane (queue/suppression/moves.ts).
  `create table lane_use (
    number smallint not null,
    since timestamptz not null,
    left_at timestamptz,
    stage smallint not null,
    stage_at timestamptz not null,
    constraint lane_use_pkey primary key (number)
  )`,
  // The meaning of each channel code since its first use: requests and entries store codes. Not a table of a lane either.
  `create table channel (
    code smallint not null,
    name text not null,
    module text not null,
    constraint channel_pkey primary key (code),
    constraint channel_name_key unique (name)
  )`,
  // `payload` is opaque to the core. `fallback`: the channel that follows a final failure. `units`: billing units of all messages together
  // (segments of a text, for example); null = the channel counts none.
  `create table request (
    lane smallint not null,
    id bigint not null,
    module text not null,
    tenant text not null,
    submitted_by text not null,
    channel smallint not null,
    fallback smallint,
    payload text not null,
    sender text,
    priority boolean not null,
    recipient_count integer not null,
    units bigint,
    created_at timestamptz not null default now(),
    starts_at timestamptz not null,
    expires_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text,
    recall_at timestamptz,
    recall_from integer not null default 0,
    recall_tries smallint not null default 0,
    constraint request_pkey primary key (lane, id),
    constraint request_lane check (lane = ((id >> 53) & 1023))
  )`,
  'create index request_newest on request (lane, tenant, module, created_at desc, id desc)',
  'create index request_user on request (lane, tenant, module, submitted_by, created_at desc, id desc)',
  'create index request_recall on request (lane, recall_at) where recall_at is not null',
  often('request'),
  // `variables`: values of the recipient; most recipients have none. An outcome doubles the size of an entry, and a completion writes a
  // whole page of entries in one transaction: with less free room than this, the updates go to other pages and into both indexes. HOT
  // updates of a drained request: at fillfactor 75 25 %, at 50 75 %, at 40 all; the table and its indexes are also smaller afterwards (81
  // MB instead of 95 for 300,000).
  `create table queue_entry (
    lane smallint not null,
    entry_id bigint not null,
    address text not null,
    variables text,
    channel smallint not null,
    attempts smallint not null default 0,
    status smallint,
    provider text,
    provider_message_id text,
    reason text,
    outcome_at timestamptz,
    handed_at timestamptz,
    constraint queue_entry_pkey primary key (lane, entry_id),
    constraint queue_entry_lane check (lane = ((entry_id >> 53) & 1023))
  ) with (fillfactor = 40, autovacuum_vacuum_insert_scale_factor = 0.05)`,
  'create index queue_entry_address on queue_entry (lane, address, entry_id desc)',
  often('queue_entry'),
  // A few rows that change often.
  `create table queue_slice (
    lane smallint not null,
    request_id bigint not null,
    first integer not null,
    last integer not null,
    tenant text not null,
    next_position integer not null,
    retry_positions integer[] not null default '{}',
    retry_at timestamptz[] not null default '{}',
    lease_token bigint,
    lease_until timestamptz,
    leased_count integer not null default 0,
    leased_retries integer[] not null default '{}',
    stop_reason smallint,
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
    recalled integer not null default 0,
    constraint queue_slice_pkey primary key (lane, request_id, first),
    constraint queue_slice_lane check (lane = ((request_id >> 53) & 1023)),
    constraint queue_slice_account check (last - first + 1 = (last - next_position + 1) + cardinality(retry_positions) + leased_count
      + cardinality(leased_retries) + submitted + delivered + rejected + undelivered + not_attempted + in_doubt),
    constraint queue_slice_bounds check (next_position between first and last + 1 and leased_count between 0 and next_position - first
      and least(submitted, delivered, rejected, undelivered, not_attempted, in_doubt) >= 0),
    constraint queue_slice_recalled check (recalled between 0 and undelivered),
    constraint queue_slice_retries check (cardinality(retry_positions) = cardinality(retry_at)),
    constraint queue_slice_lease check ((lease_token is null) = (lease_until is null)
      and (lease_token is not null or leased_count + cardinality(leased_retries) = 0))
  ) with (fillfactor = 70, autovacuum_vacuum_threshold = 500)`,
  `create index queue_slice_due on queue_slice (lane, queue, class, tenant, due_at)
    where lease_token is null and stop_reason is null and (next_position <= last or cardinality(retry_positions) > 0)`,
  'create index queue_slice_lease_until on queue_slice (lane, lease_until) where lease_token is not null',
  `create index queue_slice_expires on queue_slice (lane, expires_at)
    where lease_token is null and stop_reason is null and (next_position <= last or cardinality(retry_positions) > 0) and expires_at is not null`,
  `create index queue_slice_tenant on queue_slice (lane, tenant)
    where stop_reason is null and (next_position <= last or cardinality(retry_positions) > 0)`,
  // An index over the slices: with one over the entries' outcome, every outcome would write all indexes of the entry.
  'create index queue_slice_in_doubt on queue_slice (lane, request_id, first) where in_doubt > 0',
  often('queue_slice'),
  // An Idempotency-Key that a tenant used, and the answer to its first request.
  `create table idempotency_key (
    lane smallint not null,
    tenant text not null,
    method text not null,
    path text not null,
    key text not null,
    fingerprint bytea not null,
    status smallint,
    answer text,
    created_at timestamptz not null default now(),
    constraint idempotency_key_pkey primary key (lane, tenant, method, path, key)
  )`,
  'create index idempotency_key_created_at on idempotency_key (lane, created_at)',
  often('idempotency_key'),
  // Removed requests whose entries are still to be removed: the entries up to position `done` are removed.
  `create table removal (
    lane smallint not null,
    request_id bigint not null,
    last integer not null,
    done integer not null default 0,
    constraint removal_pkey primary key (lane, request_id),
    constraint removal_lane check (lane = ((request_id >> 53) & 1023))
  )`,
  // Opt-outs by module, address, sender and tenant. Their lane is the home of the address.
  `create table suppression (
    lane smallint not null,
    module text not null,
    address text not null,
    sender text not null,
    tenant text not null default '',
    keyword text not null,
    since timestamptz not null default now(),
    constraint suppression_pkey primary key (lane, module, address, sender, tenant)
  )`,
];

const TABLES = UP.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);

export class Queue1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`drop table ${table}`);
  }
}
