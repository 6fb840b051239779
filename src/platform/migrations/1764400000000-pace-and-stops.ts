// What an operator decides while the server runs: how fast a carrier or a sender may be, and whose dispatch is stopped.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // The owner row of a pace: `next_at` is the moment of the next message that nobody has been granted. Updated many times a second.
  `create table sms_pace (
    lane smallint not null,
    name text not null,
    per_second double precision,
    next_at timestamptz not null default now(),
    constraint sms_pace_pkey primary key (lane, name),
    constraint sms_pace_per_second check (per_second >= 0 and per_second < 'infinity')
  ) with (fillfactor = 10)`,
  `create table sms_stop (
    lane smallint not null,
    kind text not null,
    name text not null,
    stopped_at timestamptz not null default now(),
    constraint sms_stop_pkey primary key (lane, kind, name),
    constraint sms_stop_kind check (kind in ('all', 'tenant', 'carrier'))
  )`,
];

export class PaceAndStops1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sms_stop', 'sms_pace']) await runner.query(`drop table ${table}`);
  }
}
