// Console users, who sign in by HTTP Basic.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ConsoleUsers1764810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table console_user (
      name text not null,
      tenant text not null,
      password_hash text not null,
      scopes text not null,
      created_at timestamptz not null default now(),
      revoked_at timestamptz,
      constraint console_user_pkey primary key (name)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table console_user');
  }
}
