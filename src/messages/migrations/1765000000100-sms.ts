// The schema of the SMS module: inbound messages. Its requests and entries are in the tables of the core.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // An inbound message is in the lane of its sender.
  `create table sms_inbound (
    lane smallint not null,
    provider text not null,
    provider_message_id text not null,
    id bigint,
    tenant text,
    sent_from text not null,
    sent_to text not null,
    content text not null,
    keyword text,
    ignored_keyword text,
    received_at timestamptz not null default now(),
    constraint sms_inbound_pkey primary key (lane, provider, provider_message_id),
    constraint sms_inbound_lane check (lane = ((id >> 53) & 1023)),
    constraint sms_inbound_id_key unique (lane, id)
  )`,
  'create index sms_inbound_received_at on sms_inbound (lane, received_at)',
  'create index sms_inbound_ignored on sms_inbound (lane, received_at) where ignored_keyword is not null',
];

export class Sms1765000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sms_inbound');
  }
}
