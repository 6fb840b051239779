// When an entry was handed over, where what came later says only when that came. What is there already keeps the time of its last move.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HandedAt1764841000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Null = at outcome_at: a record, which every attempt pays for, writes nothing more than it did.
    await runner.query('alter table sms_queue_entry add handed_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sms_queue_entry drop handed_at');
  }
}
