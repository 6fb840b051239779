// What people sent to us, and who wants nothing more of whom.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // In the lane of the number that it came from. A repeat has the carrier's ID of the first.
  `create table sms_inbound (
    lane smallint not null,
    carrier text not null,
    carrier_message_id text not null,
    sent_from text not null,
    sent_to text not null,
    content text not null,
    keyword text,
    tenant text,
    received_at timestamptz not null default now(),
    constraint sms_inbound_pkey primary key (lane, carrier, carrier_message_id)
  )`,
  'create index sms_inbound_received_at on sms_inbound (lane, received_at)',
  // The digits of an E.164 number; the sender that it wants nothing more of, '' = any.
  `create table sms_opt_out (
    lane smallint not null,
    number bigint not null,
    sender text not null,
    keyword text not null,
    since timestamptz not null default now(),
    constraint sms_opt_out_pkey primary key (lane, number, sender)
  )`,
];

export class Inbound1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sms_opt_out', 'sms_inbound']) await runner.query(`drop table ${table}`);
  }
}
