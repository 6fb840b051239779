// The initial schema of authentication: application keys and console users.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create table app_key (
    id uuid not null,
    key_hash bytea not null,
    tenant text not null,
    scopes text not null,
    label text not null default '',
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint app_key_pkey primary key (id),
    constraint app_key_key_hash_key unique (key_hash)
  )`,
  // Console users, who sign in by HTTP Basic.
  `create table console_user (
    name text not null,
    tenant text not null,
    password_hash text not null,
    scopes text not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    constraint console_user_pkey primary key (name)
  )`,
];

const TABLES = UP.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);

export class Auth1765000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`drop table ${table}`);
  }
}
