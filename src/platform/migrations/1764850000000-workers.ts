// Who dispatches: a row a process, written by itself every few seconds.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Workers1764850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `lines`: how it stands with each carrier. Updated in place: no index but the key.
    await runner.query(`create table sms_worker (
      lane smallint not null,
      id uuid not null,
      host text not null,
      pid integer not null,
      role text not null,
      version text not null,
      started_at timestamptz not null,
      seen_at timestamptz not null,
      lines jsonb not null,
      constraint sms_worker_pkey primary key (lane, id)
    ) with (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sms_worker');
  }
}
