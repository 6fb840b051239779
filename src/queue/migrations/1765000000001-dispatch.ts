// The schema of dispatch: receipts, entries in doubt, rate limits, holds and workers.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Receipts of providers, before or after the answer to the hand-over: always stored, applied by a statement of its own.
  `create table delivery_receipt (
    lane smallint not null,
    entry_id bigint not null,
    attempt smallint not null,
    status smallint not null,
    provider text not null,
    tenant text,
    provider_message_id text,
    reason text,
    received_at timestamptz not null default now(),
    look_at timestamptz not null default now(),
    constraint delivery_receipt_pkey primary key (lane, entry_id, attempt, status, provider)
  )`,
  'create index delivery_receipt_look_at on delivery_receipt (lane, look_at)',
  'alter table delivery_receipt set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000)',
  // The attempt of a provider's message ID, for providers whose receipts name only that ID. The lane is that of the ID, not of the attempt,
  // since such a receipt names nothing else. `plain_id`: without case and leading zeros, if that differs from the ID.
  `create table provider_message (
    lane smallint not null,
    provider text not null,
    message_id text not null,
    reference text not null,
    created_at timestamptz not null default now(),
    plain_id text,
    constraint provider_message_pkey primary key (lane, provider, message_id)
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05)`,
  'create index provider_message_created_at on provider_message (lane, created_at)',
  'create index provider_message_plain_id on provider_message (lane, provider, plain_id) where plain_id is not null',
  // Receipts of the parts of a long message, until all parts have one. In the lane of the entry. `decide_at`: the time at which the known
  // parts decide the outcome.
  `create table part_receipt (
    lane smallint not null,
    entry_id bigint not null,
    attempt smallint not null,
    place smallint not null,
    total smallint not null,
    provider text not null,
    outcome smallint not null,
    reason text,
    decide_at timestamptz not null,
    constraint part_receipt_pkey primary key (lane, entry_id, attempt, place),
    constraint part_receipt_lane check (lane = ((entry_id >> 53) & 1023))
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  'create index part_receipt_decide_at on part_receipt (lane, decide_at)',
  // One row for each entry while it is in doubt.
  `create table entry_in_doubt (
    lane smallint not null,
    entry_id bigint not null,
    asks smallint not null default 0,
    ask_at timestamptz not null,
    constraint entry_in_doubt_pkey primary key (lane, entry_id),
    constraint entry_in_doubt_lane check (lane = ((entry_id >> 53) & 1023))
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  'create index entry_in_doubt_ask_at on entry_in_doubt (lane, ask_at)',
  // The routing fingerprint of a channel, and since when it is unchanged.
  `create table routing_fingerprint (
    lane smallint not null,
    channel smallint not null,
    fingerprint text not null,
    since timestamptz not null default now(),
    constraint routing_fingerprint_pkey primary key (lane, channel)
  )`,
  // The row that owns a rate limit: `next_at` is the time of the next message that is not granted yet. Updated many times a second.
  `create table rate_limit (
    lane smallint not null,
    name text not null,
    per_second double precision,
    next_at timestamptz not null default now(),
    constraint rate_limit_pkey primary key (lane, name),
    constraint rate_limit_per_second check (per_second >= 0 and per_second < 'infinity')
  ) with (fillfactor = 10)`,
  // The holds of operators: all dispatch, a channel, a tenant, or a provider.
  `create table dispatch_hold (
    lane smallint not null,
    kind text not null,
    name text not null,
    held_since timestamptz not null default now(),
    constraint dispatch_hold_pkey primary key (lane, kind, name),
    constraint dispatch_hold_kind check (kind in ('all', 'channel', 'tenant', 'provider'))
  )`,
  // The worker processes: each writes its own row every few seconds. `provider_reports`: the state of its providers. No index but the key,
  // so that updates are in place.
  `create table worker (
    lane smallint not null,
    id uuid not null,
    host text not null,
    pid integer not null,
    role text not null,
    version text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    provider_reports jsonb not null,
    constraint worker_pkey primary key (lane, id)
  ) with (fillfactor = 50)`,
];

const TABLES = UP.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);

export class Dispatch1765000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`drop table ${table}`);
  }
}
