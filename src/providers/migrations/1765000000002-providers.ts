// The initial schema of the providers’ registry: the accounts that tenants have stored.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Accounts that tenants store. Without a lane: few rows, read by all processes and seldom written; on Citus every node has a copy.
  // `is_current` is true or null, so that one account of a tenant and kind is the current one.
  `create table provider_config (
    name text not null,
    tenant text not null,
    kind text not null,
    provider text not null,
    protocol text not null,
    inbound_enabled boolean not null,
    inbound_security_enabled boolean not null,
    properties jsonb not null,
    secrets bytea not null,
    version uuid not null,
    is_current boolean,
    since timestamptz not null,
    replaced_at timestamptz,
    updated_at timestamptz not null,
    updated_by text not null,
    constraint provider_config_pkey primary key (name),
    constraint provider_config_current unique (tenant, kind, is_current)
  )`,
];

const TABLES = UP.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);

export class Providers1765000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`drop table ${table}`);
  }
}
