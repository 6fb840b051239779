// Retention: what is removed is noted, and vacuum comes often enough that the space it frees is used again.
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A twentieth of a table that waits for vacuum instead of a fifth, and a vacuum that is done before the next million leaves. */
const OFTEN = 'autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000';
const NAMES = OFTEN.replace(/ = [^,]+/g, '');

const UP = [
  // Requests that are gone, whose entries are leaving: positions up to `done` have left.
  `create table sms_removal (
    lane smallint not null,
    request_id bigint not null,
    last integer not null,
    done integer not null default 0,
    constraint sms_removal_pkey primary key (lane, request_id),
    constraint sms_removal_lane check (lane = ((request_id >> 53) & 1023))
  )`,
  // An outcome doubles an entry, and a window writes a whole page of them in one transaction: with less room than this, a record's
  // updates go to other pages and into both indexes. HOT updates of a drained request: 75 % full 25 %, 50 % 75 %, 40 % all; the table
  // and its indexes are the smaller for it afterwards (81 MB instead of 95 for 300,000).
  `alter table sms_queue_entry set (fillfactor = 40, ${OFTEN}, autovacuum_vacuum_insert_scale_factor = 0.05)`,
  `alter table sms_request set (${OFTEN})`,
  // A few rows that change all the time.
  `alter table sms_slice set (${OFTEN}, autovacuum_vacuum_threshold = 500)`,
  `alter table sms_receipt set (${OFTEN})`,
  `alter table sms_idempotency set (${OFTEN})`,
];
const DOWN = [
  ...['sms_idempotency', 'sms_receipt', 'sms_slice', 'sms_request', 'sms_queue_entry'].map(
    (table) => `alter table ${table} reset (${NAMES}, autovacuum_vacuum_threshold, autovacuum_vacuum_insert_scale_factor)`,
  ),
  'alter table sms_queue_entry set (fillfactor = 75)',
  'drop table sms_removal',
];

export class Retention1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
