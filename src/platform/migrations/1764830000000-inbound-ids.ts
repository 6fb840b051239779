// Messages that came in get IDs to be asked for by; opt-outs may be one tenant's alone.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Null = from before.
  'alter table sms_inbound add column id bigint',
  'alter table sms_inbound add constraint sms_inbound_lane check (lane = ((id >> 53) & 1023))',
  'alter table sms_inbound add constraint sms_inbound_id_key unique (lane, id)',
  // Whose messages alone the number doesn't want, '' = anyone's of that sender.
  `alter table sms_opt_out add column tenant text not null default ''`,
  'alter table sms_opt_out drop constraint sms_opt_out_pkey',
  'alter table sms_opt_out add constraint sms_opt_out_pkey primary key (lane, number, sender, tenant)',
];

const DOWN = [
  `delete from sms_opt_out where tenant <> ''`,
  'alter table sms_opt_out drop constraint sms_opt_out_pkey',
  'alter table sms_opt_out add constraint sms_opt_out_pkey primary key (lane, number, sender)',
  'alter table sms_opt_out drop column tenant',
  'alter table sms_inbound drop column id',
];

export class InboundIds1764830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
