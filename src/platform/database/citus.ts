// Turns the tables of a database into distributed tables (docs/guides/citus.md): tables with a lane are spread by it, with colocated
// shards; the other tables are copied to every node. Each step is one statement and is done once. The next run finishes an interrupted one.
import type { Client } from 'pg';
import { StartupError } from '../config/config.js';
import { MIGRATION_LOCK, MIGRATIONS_TABLE } from './database.js';

/** The table with whose shards the shards of all others are colocated. */
const FIRST = 'request';
/** The number of shards that the even list of docs/guides/citus.md fills. */
export const SHARDS = 32;

interface Table {
  name: string;
  /** The name as an SQL identifier. */
  quoted: string;
  has_lane: boolean;
  distributed: boolean;
}

// Shards on the coordinator itself are not tables of the application.
const TABLES = `select c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'lane' and not a.attisdropped) as has_lane,
    exists (select from pg_dist_partition p where p.logicalrelid = c.oid) as distributed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = current_schema() and c.relkind = 'r' and c.relname <> $1 and c.relname !~ '_[0-9]{6,}$'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by c.relname <> $2, c.relname`;

/** @throws StartupError if servers are connected: their writes would wait, and their cached plans are for plain tables */
export async function refuseWhileServing(client: Client): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'engagement-server%'`,
  );
  const n = rows[0]?.n ?? 0;
  if (n > 0)
    throw new StartupError(`A server still uses this database (${n} connections). Stop every server and worker, and run this again.`);
}

/** @throws StartupError if the server has no Citus */
export async function prepareCitus(client: Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_available_extensions where name = 'citus'`);
  if (rowCount === 0)
    throw new StartupError('The server that DATABASE_URL names has no citus extension. Install Citus on it, or stay on plain PostgreSQL.');
  await client.query('create extension if not exists citus').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'unknown error';
    throw new StartupError(`The citus extension can't be made: ${why.split('\n', 1)[0] ?? why}`);
  });
}

/** True if a table is not distributed yet, or there are no tables. */
export async function isUndone(client: Client): Promise<boolean> {
  const { rows } = await client.query<Table>(TABLES, [MIGRATIONS_TABLE, FIRST]);
  return rows.length === 0 || rows.some(({ distributed }) => !distributed);
}

/** Prints one line for each table. Migrations are done; no server can start meanwhile, since a start migrates under the same lock. */
export async function distributeTables(client: Client, shards = SHARDS): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const { rows } = await client.query<Table>(TABLES, [MIGRATIONS_TABLE, FIRST]);
    const first = rows.find(({ name }) => name === FIRST);
    if (first === undefined) throw new StartupError(`There is no table ${FIRST} here. Check the database that DATABASE_URL names.`);
    const said: string[] = [];
    for (const table of rows) said.push(await distribute(client, table, first, shards));
    return said;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

async function distribute(client: Client, { name, quoted, has_lane, distributed }: Table, first: Table, shards: number): Promise<string> {
  const kind = has_lane ? 'spread by its lane' : 'a copy on every node';
  if (distributed) return `${name}: ${kind} already`;
  if (!has_lane) await client.query('select create_reference_table($1::text::regclass)', [quoted]);
  else if (name === first.name)
    await client.query(`select create_distributed_table($1::text::regclass, 'lane', colocate_with => 'none', shard_count => $2::int)`, [
      quoted,
      shards,
    ]);
  else await client.query(`select create_distributed_table($1::text::regclass, 'lane', colocate_with => $2)`, [quoted, first.quoted]);
  // The rows were copied to the shards; the rest on the coordinator is never read again.
  await client.query('select truncate_local_data_after_distributing_table($1::text::regclass)', [quoted]);
  return `${name}: ${kind}`;
}
