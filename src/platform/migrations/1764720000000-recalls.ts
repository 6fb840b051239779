// What a cancel asks the carriers to take back, and what they did.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // recall_at: when to ask next, null = nothing to ask; recall_from: positions up to it have been asked for.
  `alter table sms_request
    add recall_at timestamptz,
    add recall_from integer not null default 0,
    add recall_tries smallint not null default 0`,
  'create index sms_request_recall on sms_request (lane, recall_at) where recall_at is not null',
  // A part of undelivered. Both only grow, so that the check holds for the old version of a row too.
  `alter table sms_slice
    add recalled integer not null default 0,
    add constraint sms_slice_recalled check (recalled between 0 and undelivered)`,
];

export class Recalls1764720000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // What the carriers took back is Undelivered to the version before.
    await runner.query('update sms_queue_entry set status = 5 where status = 8');
    await runner.query('alter table sms_slice drop constraint sms_slice_recalled, drop recalled');
    await runner.query('drop index sms_request_recall');
    await runner.query('alter table sms_request drop recall_at, drop recall_from, drop recall_tries');
  }
}
