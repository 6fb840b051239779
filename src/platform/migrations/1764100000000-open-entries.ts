// What of a tenant waits is counted where MAX_OPEN_ENTRIES limits it: over its open slices alone, of which a finished request has none.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OpenEntries1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index sms_slice_tenant on sms_slice (lane, tenant)
      where stopped is null and (next <= last or cardinality(again) > 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index sms_slice_tenant');
  }
}
