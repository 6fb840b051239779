// The schema of dispatch (receipts, entries in doubt, limits, holds, workers, providers that tenants store), and of who may call.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // What a provider said after (or before) the answer to a hand-over: stored always, applied by a statement of its own.
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
  // Which attempt a provider's message ID is of, for providers whose receipts name that ID alone. Its lane is the ID's, not the attempt's:
  // a receipt names nothing else. `plain_id`: without case and leading zeros, where that is another than the ID.
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
  // What became of each part of a long message, until all parts have said. In the lane of its entry. `decide_at`: then the parts that are
  // known speak for the message.
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
  // One row an entry in doubt, as long as it is.
  `create table entry_in_doubt (
    lane smallint not null,
    entry_id bigint not null,
    asks smallint not null default 0,
    ask_at timestamptz not null,
    constraint entry_in_doubt_pkey primary key (lane, entry_id),
    constraint entry_in_doubt_lane check (lane = ((entry_id >> 53) & 1023))
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  'create index entry_in_doubt_ask_at on entry_in_doubt (lane, ask_at)',
  // By which providers the messages of a channel go, and since when.
  `create table routing_fingerprint (
    lane smallint not null,
    channel smallint not null,
    fingerprint text not null,
    since timestamptz not null default now(),
    constraint routing_fingerprint_pkey primary key (lane, channel)
  )`,
  // The owner row of a rate limit: `next_at` is the moment of the next message that nobody has been granted. Updated many times a second.
  `create table rate_limit (
    lane smallint not null,
    name text not null,
    per_second double precision,
    next_at timestamptz not null default now(),
    constraint rate_limit_pkey primary key (lane, name),
    constraint rate_limit_per_second check (per_second >= 0 and per_second < 'infinity')
  ) with (fillfactor = 10)`,
  // What an operator holds: all, a channel, a tenant, a provider.
  `create table dispatch_hold (
    lane smallint not null,
    kind text not null,
    name text not null,
    held_since timestamptz not null default now(),
    constraint dispatch_hold_pkey primary key (lane, kind, name),
    constraint dispatch_hold_kind check (kind in ('all', 'channel', 'tenant', 'provider'))
  )`,
  // Who dispatches: a row a process, written by itself every few seconds. `lines`: how it stands with each provider. Updated in place: no
  // index but the key.
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
