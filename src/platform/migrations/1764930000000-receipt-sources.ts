// Whose word a receipt is: two accounts that say the same of an attempt are two, so that what one makes up never stands for the other's.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReceiptSources1764930000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `tenant`: whose own account it is; null: the operator's, or this server itself.
    await runner.query('alter table sms_receipt add tenant text');
    await runner.query('alter table sms_receipt drop constraint sms_receipt_pkey');
    await runner.query('alter table sms_receipt add constraint sms_receipt_pkey primary key (lane, sms_id, attempt, status, carrier)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from sms_receipt');
    await runner.query('alter table sms_receipt drop constraint sms_receipt_pkey');
    await runner.query('alter table sms_receipt add constraint sms_receipt_pkey primary key (lane, sms_id, attempt, status)');
    await runner.query('alter table sms_receipt drop tenant');
  }
}
