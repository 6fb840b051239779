// A provider's message ID is found in another spelling too, and what became of each part of a long message is kept until all parts have said.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Without case and leading zeros, where that is another than the ID.
  'alter table sms_carrier_message add column plain_id text',
  'create index sms_carrier_message_plain_id on sms_carrier_message (lane, carrier, plain_id) where plain_id is not null',
  // In the lane of its entry. `decide_at`: then the parts that are known speak for the message.
  `create table sms_part_receipt (
    lane smallint not null,
    sms_id bigint not null,
    attempt smallint not null,
    place smallint not null,
    total smallint not null,
    carrier text not null,
    outcome smallint not null,
    reason text,
    decide_at timestamptz not null,
    constraint sms_part_receipt_pkey primary key (lane, sms_id, attempt, place),
    constraint sms_part_receipt_lane check (lane = ((sms_id >> 53) & 1023))
  ) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  'create index sms_part_receipt_decide_at on sms_part_receipt (lane, decide_at)',
];
const DOWN = [
  'drop table sms_part_receipt',
  'drop index sms_carrier_message_plain_id',
  'alter table sms_carrier_message drop column plain_id',
];

export class MessageMatching1764920010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
