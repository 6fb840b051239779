// Due slices by tenant: a take probes the tenants whose turn it is, so that nobody waits behind another's backlog.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = 'holder is null and stopped is null and (next <= last or cardinality(again) > 0)';

export class Sources1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index sms_slice_due');
    await runner.query(`create index sms_slice_due on sms_slice (lane, queue, class, tenant, due_at) where ${OPEN}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index sms_slice_due');
    await runner.query(`create index sms_slice_due on sms_slice (lane, queue, class, due_at) where ${OPEN}`);
  }
}
