// Entries in doubt are asked about: which, when next, and since when the carriers are those that may have had them.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // One row an entry in doubt, as long as it is.
  `create table sms_doubt (
    lane smallint not null,
    sms_id bigint not null,
    asks smallint not null default 0,
    ask_at timestamptz not null,
    constraint sms_doubt_pkey primary key (lane, sms_id),
    constraint sms_doubt_lane check (lane = ((sms_id >> 53) & 1023))
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  'create index sms_doubt_ask_at on sms_doubt (lane, ask_at)',
  // Over the slices: one over the outcome would make every outcome write the indexes too.
  'create index sms_slice_in_doubt on sms_slice (lane, request_id, first) where in_doubt > 0',
  `create table sms_ways (
    lane smallint not null,
    ways text not null,
    since timestamptz not null default now(),
    constraint sms_ways_pkey primary key (lane)
  )`,
];
const DOWN = ['drop table sms_ways', 'drop index sms_slice_in_doubt', 'drop table sms_doubt'];

export class Doubts1764710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
