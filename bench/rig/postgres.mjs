// The one PostgreSQL of a run: embedded, with the product's settings and full durability. Each measurement has a database of its own,
// cloned from a migrated template and dropped afterwards.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadServerConfig, migrateServer } from '../../dist/modules.js';
import { DataFolder } from '../../dist/platform/database/data-folder.js';
import { startEmbeddedPostgres } from '../../dist/platform/database/embedded-postgres.js';

const TEMPLATE = 'bench_template';
const TICKS = 100;

/** CPU seconds of a process, including its ended children if `withEnded`; null if there is no /proc. */
export function cpuSeconds(pid, withEnded = false) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, withEnded ? 15 : 13).reduce((sum, field) => sum + Number(field), 0);
    return ticks / TICKS;
  } catch {
    return null;
  }
}

function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false;
    }
  });
}

export class Postgres {
  #folder;
  #server;
  #made = 0;
  #stopped = false;

  constructor(folder, server) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start() {
    const folder = new DataFolder(mkdtempSync(join(tmpdir(), 'engagement-bench-')));
    folder.claim();
    const postgres = new Postgres(folder, await startEmbeddedPostgres(folder));
    process.on('exit', () => postgres.#abandon());
    try {
      await postgres.admin(`create database ${TEMPLATE}`);
      await migrateServer(loadServerConfig({ DATABASE_URL: postgres.urlOf(TEMPLATE) }));
      return postgres;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  urlOf(database) {
    const url = new URL(this.#server.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async admin(sql) {
    const client = new pg.Client({ connectionString: this.#server.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Facts about the server for the reader of the figures. */
  async settings() {
    const names = ['server_version', 'fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'jit'];
    const [row] = await this.admin(`select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
    return names.map((name) => `${name} ${row[name]}`).join(', ');
  }

  /** Runs `work` with the address of a new database. @param migrated with the product's schema; otherwise empty */
  async with(work, { migrated = true } = {}) {
    const name = `bench_${++this.#made}`;
    await this.admin(`create database ${name}${migrated ? ` template ${TEMPLATE}` : ''}`);
    try {
      return await work(this.urlOf(name));
    } finally {
      await this.admin(`drop database ${name} with (force)`);
    }
  }

  /** Several databases at once. */
  withEach(count, work, options) {
    const next = (urls) => (urls.length === count ? work(...urls) : this.with((url) => next([...urls, url]), options));
    return next([]);
  }

  /** Writes all data of a fixture before something is measured. */
  async settle() {
    await this.admin('checkpoint');
  }

  /** CPU seconds of the server and all its backends, including ended ones. */
  cpu() {
    for (;;) {
      const own = cpuSeconds(this.#server.pid, true);
      if (own === null) return null;
      const backends = childrenOf(this.#server.pid).reduce((sum, pid) => sum + (cpuSeconds(pid) ?? 0), 0);
      // A backend that ends between the two readings would be in neither.
      if (cpuSeconds(this.#server.pid, true) === own) return own + backends;
    }
  }

  async stop() {
    this.#stopped = true;
    await this.#server.stop();
    this.#folder.release();
    rmSync(this.#folder.path, { recursive: true, force: true });
  }

  /** For the case that this process ends without a stop. */
  #abandon() {
    if (this.#stopped) return;
    try {
      process.kill(this.#server.pid, 'SIGINT');
    } catch {
      // The process has ended.
    }
  }
}

/** @param session DISPATCH_SESSION for a client like the dispatcher's */
export async function connect(url, { settings, first } = { settings: ['-c jit=off'] }) {
  const client = new pg.Client({ connectionString: url, options: settings.join(' '), application_name: 'bench' });
  await client.connect();
  if (first !== undefined) await client.query(first);
  return client;
}

export async function connected(url, work) {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
