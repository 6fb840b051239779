// A STOP or START that nobody could obey, since its sender is no number that can be read: kept as that, and counted.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'alter table sms_inbound add column ignored_keyword text',
  'create index sms_inbound_ignored on sms_inbound (lane, received_at) where ignored_keyword is not null',
];

export class IgnoredKeywords1764910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Takes its index with it.
    await runner.query('alter table sms_inbound drop column ignored_keyword');
  }
}
