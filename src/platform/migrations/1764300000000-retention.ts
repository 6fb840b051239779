// Retention: what is removed is noted, and vacuum comes often enough that the space it frees is used again.
import type { MigrationInterface, QueryRunner } from 'typeorm';

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
];
const DOWN = ['drop table sms_removal'];

export class Retention1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
