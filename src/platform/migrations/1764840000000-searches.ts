// A search by who submitted walks that caller's requests alone. A request's row hardly ever changes: the index costs a submit one entry.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Searches1764840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index sms_request_user on sms_request (lane, tenant, submitted_by, created_at desc, id desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index sms_request_user');
  }
}
