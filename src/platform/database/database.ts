// The connections to PostgreSQL: TypeORM's for submits and reads, raw pools for the hot statements, and one for migrations.
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { type Config, StartupError } from '../config/config.js';

/** A migration of TypeORM. */
export type MigrationClass = new () => MigrationInterface;
export const MIGRATIONS_TABLE = 'migration';
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** The client's own time limit: the server's limit has no effect if the connection is lost without notice. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2_000;
/** The key of the advisory lock that lets one starting process at a time migrate. */
export const MIGRATION_LOCK = 4_713_025;
const OLDEST_SERVER = 150_000;
/** The number of connections for submits and reads that are kept open. */
const WARM = 4;

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const logger = new Logger('Database');

/** Logs a connection that breaks while idle. The pool replaces it. */
function logBroken(error: unknown): void {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no code';
  logger.warn(`An idle connection broke: ${code}`);
}

/** A `set local` then reaches the node of the transaction. Plain PostgreSQL accepts the setting and ignores it. */
const CITUS_OPTIONS = '-c citus.propagate_set_commands=local';

/** The settings of every session, added to the `options` of DATABASE_URL (which would otherwise replace them). */
function session(url: string, ...settings: string[]): { connectionString: string; options: string } {
  const own = URL.canParse(url) ? new URL(url) : undefined;
  const given = own?.searchParams.get('options') ?? undefined;
  if (own === undefined || given === undefined) return { connectionString: url, options: [CITUS_OPTIONS, ...settings].join(' ') };
  own.searchParams.delete('options');
  return { connectionString: own.href, options: [CITUS_OPTIONS, ...settings, given].join(' ') };
}

/** TypeORM's options. Only the migrations change the schema. */
export function dataSourceOptions(config: Config, migrations: readonly MigrationClass[] = []): PostgresOptions {
  const { connectionString, options } = session(config.DATABASE_URL);
  return {
    type: 'postgres',
    url: connectionString,
    synchronize: false,
    migrationsRun: false,
    migrations: [...migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    poolSize: config.DATABASE_POOL,
    poolErrorHandler: logBroken,
    applicationName: 'engagement-server',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    logging: false,
    extra: {
      options,
      min: Math.min(WARM, config.DATABASE_POOL),
      keepAlive: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    },
  };
}

/** JIT compilation costs more than any hot statement. */
const HOT_SETTINGS: readonly string[] = ['-c jit=off'];

interface Session {
  settings: readonly string[];
  /** A query that runs before any other. */
  first?: string;
}

/**
 * The session settings for the dispatcher's statements, which run over and over. Their plan depends on no value, but PostgreSQL would plan
 * a claim anew each time (0.8 ms of 4.6 ms for 200 slices). Citus can only plan for a known lane. No statement looks up a key twice, so
 * memoize has no effect (it would cost 0.1 ms of a completion).
 */
export const DISPATCH_SESSION: Session = {
  settings: [...HOT_SETTINGS, '-c enable_memoize=off'],
  first: `select set_config('plan_cache_mode', 'force_generic_plan', false)
    where not exists (select from pg_extension e where e.extname = 'citus')`,
};

/** A raw pool for hot statements. */
export function createPool(
  config: Config,
  { max, min = 0, name, settings = HOT_SETTINGS, first }: { max: number; min?: number; name: string } & Partial<Session>,
): pg.Pool {
  const pool = new pg.Pool({
    ...session(config.DATABASE_URL, ...settings),
    ...(first !== undefined && {
      verify: (client: pg.PoolClient, done: (error?: Error) => void): void => {
        client.query(first).then(() => {
          done();
        }, done);
      },
    }),
    max,
    min,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  pool.on('error', logBroken);
  // A connection that breaks while it is lent out and idle has no other error listener; without one the process would end. The next query
  // on it fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Brings the schema up to date, one process at a time. @throws StartupError for a server that is too old */
export async function migrate(config: Config, migrations: readonly MigrationClass[]): Promise<void> {
  const database = new DataSource({
    ...dataSourceOptions(config, migrations),
    poolSize: 2,
    entities: [],
    applicationName: 'engagement-migration',
  });
  await database.initialize();
  const runner = database.createQueryRunner();
  try {
    const [server] = (await runner.query(`select current_setting('server_version_num')::int as version`)) as { version: number }[];
    if ((server?.version ?? 0) < OLDEST_SERVER)
      throw new StartupError('PostgreSQL is older than 15. Upgrade the server that DATABASE_URL names.');
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await database.runMigrations();
  } finally {
    // Ends the session and releases the lock.
    await runner.release();
    await database.destroy();
  }
}

/** The pool behind TypeORM, for transactions of prepared statements, which TypeORM's query runner does not support. */
export const poolOf = (database: DataSource): pg.Pool => (database.driver as unknown as { master: pg.Pool }).master;

export function migrationsPending(database: DataSource): Promise<boolean> {
  return database.showMigrations();
}

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not accept connections. Start it, or correct DATABASE_URL.',
  ENOTFOUND: 'can’t be found. Correct the host in DATABASE_URL.',
  EAI_AGAIN: 'can’t be found. Correct the host in DATABASE_URL.',
  ETIMEDOUT: 'does not answer. Check the network, or correct DATABASE_URL.',
  EHOSTUNREACH: 'can’t be reached. Check the network, or correct DATABASE_URL.',
  ENETUNREACH: 'can’t be reached. Check the network, or correct DATABASE_URL.',
  ECONNRESET: 'closed the connection. Check that DATABASE_URL names a PostgreSQL server.',
  '28P01': 'refused the password. Correct the user or password in DATABASE_URL.',
  '28000': 'refused the user. Correct the user in DATABASE_URL, or allow it in pg_hba.conf.',
  '3D000': 'has no such database. Create it, or correct its name in DATABASE_URL.',
  '57P03': 'is still starting. Start again in a moment.',
  '42501': 'does not let this user make tables. Grant it CREATE on the schema, or correct the user in DATABASE_URL.',
  '25006': 'is read-only. Correct DATABASE_URL to name the primary server.',
  '42P07': 'has tables of another program under our names. Correct DATABASE_URL to name a database of the server’s own.',
  '55000': 'accepts no connections. Allow them, or correct DATABASE_URL.',
  '53300': 'has no connection left. Raise max_connections, or stop other clients.',
};

/** A plain sentence for a database that cannot be used; undefined for any other error. It never contains the password. */
export function databaseStartupError(error: unknown, config: Config): StartupError | undefined {
  // The error is a sentence about another problem already.
  if (error instanceof StartupError) return undefined;
  const codes = codesOf(error);
  const timedOut =
    error instanceof Error && /^(?:timeout|Connection terminated due to connection timeout)/i.test(error.message)
      ? REMEDIES.ETIMEDOUT
      : undefined;
  const remedy = codes.map((code) => REMEDIES[code]).find((text) => text !== undefined) ?? timedOut ?? unforeseen(error, codes);
  return remedy === undefined ? undefined : new StartupError(`The database at ${hostOf(config.DATABASE_URL)} ${remedy}`);
}

const NO_PASSWORD = 'asks for a password, and DATABASE_URL has none. Add it: postgres://user:password@host:5432/database.';

const isOfSocket = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'read');

/** The message of the driver or the server for an error without a written remedy. */
function unforeseen(error: unknown, codes: readonly string[]): string | undefined {
  const [code] = codes;
  if (error instanceof Error && error.message.includes('client password must be')) return NO_PASSWORD;
  const ofDriver =
    error instanceof Error && /^(?:SASL|The server does not support SSL|Connection terminated|Query read timeout)/.test(error.message);
  // An SQLSTATE has a digit. Codes such as EPERM belong to files; a socket's error also has the name of the call.
  const known =
    code !== undefined &&
    (/^(?=.*\d)[0-9A-Z]{5}$/.test(code) || isOfSocket(error) || /^(?:ERR_SSL|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_)/.test(code));
  if (!ofDriver && !known) return undefined;
  return `can’t be used (${code ?? (error instanceof Error ? error.message : 'no code')}). Correct DATABASE_URL, or what it names.`;
}

function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  const cause = 'driverError' in error ? [error.driverError] : 'cause' in error ? [error.cause] : [];
  return [...own, ...[...inner, ...cause].flatMap(codesOf)];
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}`;
}
