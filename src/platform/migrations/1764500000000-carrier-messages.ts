// Which attempt a carrier's message ID is of, for carriers whose receipts name that ID alone.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Its lane is the ID's, not the attempt's: a receipt names nothing else.
  `create table sms_carrier_message (
    lane smallint not null,
    carrier text not null,
    message_id text not null,
    reference text not null,
    created_at timestamptz not null default now(),
    constraint sms_carrier_message_pkey primary key (lane, carrier, message_id)
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05)`,
  'create index sms_carrier_message_created_at on sms_carrier_message (lane, created_at)',
];

export class CarrierMessages1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sms_carrier_message');
  }
}
