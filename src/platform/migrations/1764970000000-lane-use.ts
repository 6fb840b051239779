// Which lanes there are, and since when each is in use. No table of a lane: on a cluster every node has a copy, so that reading it asks no
// other node.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // `stage`: how far the opt-outs of numbers that are at home here now have come (queue/opt-outs/moves.ts).
  `create table lane_use (
    number smallint not null,
    since timestamptz not null,
    left_at timestamptz,
    stage smallint not null,
    stage_at timestamptz not null,
    constraint lane_use_pkey primary key (number)
  )`,
  // Since when they are in use nobody knows, so from now on; the processes of the version before, which know nothing of this, have ten
  // minutes to end before anything moves.
  ...['select distinct l.lane from sms_lane l', 'select distinct o.lane from sms_opt_out o'].map(
    (lanes) => `insert into lane_use (number, since, stage, stage_at)
      select u.lane, now() + interval '10 minutes', 0, now() from (${lanes}) u
      on conflict (number) do nothing`,
  ),
];

export class LaneUse1764970000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lane_use');
  }
}
