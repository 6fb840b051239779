// The environment of a fault run: a PostgreSQL of its own, API and worker processes each behind a link of its own, their provider, and a
// folder. All of it is removed in any case.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { Link } from './link.mjs';
import { ServerProcess } from './server-process.mjs';
import { Evidence } from './vendors/evidence.mjs';
import { KINDS } from './vendors/kinds.mjs';
import { VendorProcess } from './vendors/process.mjs';
import { Proxy } from './vendors/proxy.mjs';

const SECRET = 'a-secret-of-the-fault-runs-0123456789abcdef';
export const TENANT = 'faults';
export const LEASE_MS = 2_000;
export const ATTEMPTS = 4;
const TIMEOUT_MS = 500;

/** Short times, so that a minute has many events; small batches at a low rate, so that some entries are always leased. */
const SETTINGS = {
  ...{ HOST: '127.0.0.1', PORT: '0', JWT_SECRET: SECRET, RATE_LIMIT: '0', LOG_LEVEL: 'warn', SIMULATOR_LEDGER: '/dev/null' },
  ...{ LEASE_MS: String(LEASE_MS), PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS), POLL_MS: '100', BATCH_SIZE: '40' },
  ...{ RETRY_BASE_MS: '50', RETRY_MAX_MS: '400', RETRY_ATTEMPTS: String(ATTEMPTS), SIMULATOR_RATE: '900', SIMULATOR_LATENCY_MS: '10' },
  ...{ BREAKER_FAILURES: '6', BREAKER_PAUSE_MS: '200' },
};
/** So few connections that some callers always wait for one. */
const FULL_POOLS = { DATABASE_POOL: '2', CANCEL_POOL: '1', DISPATCH_POOL: '2' };

export class World {
  processes = [];
  #closing;
  #starting;
  folder = mkdtempSync(join(tmpdir(), 'engagement-faults-'));
  ledgerFile = join(this.folder, 'ledger.ndjson');
  receiptsFile = join(this.folder, 'receipts.ndjson');
  leftOpenFile = join(this.folder, 'left-open.txt');
  handOversFile = join(this.folder, 'hand-overs.ndjson');
  outageFile = join(this.folder, 'outage');
  /** Ends the postmaster and the processes, and removes the folder, also if the run ends without its stop. */
  #leave = () => {
    for (const each of this.processes) each.destroy();
    this.vendor?.destroy();
    if (this.postgres !== undefined) {
      try {
        process.kill(this.postgres.pid, 'SIGQUIT');
      } catch {
        // It has ended already.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  };

  /** @param options of run.mjs */
  constructor(options) {
    this.options = options;
    this.provider = KINDS[options.provider ?? 'simulator'];
    if (this.provider.script !== undefined) this.vendor = new VendorProcess(this.provider.script, this.folder);
    process.once('exit', this.#leave);
    for (const file of [this.ledgerFile, this.receiptsFile, this.leftOpenFile, this.handOversFile]) writeFileSync(file, '');
  }

  load(path) {
    return import(pathToFileURL(join(this.options.dist, path)).href);
  }

  async open() {
    const { database, workers, apis } = this.options;
    if (database === undefined) await this.#startPostgres();
    this.url = database ?? this.postgres.url;
    const { loadServerConfig, migrateServer, ALL_SCOPES } = await this.load('modules.js');
    const { makeToken } = await this.load('auth/make-token.js');
    await migrateServer(loadServerConfig({ DATABASE_URL: this.url }));
    // Valid for any jump of the clocks.
    const claims = { tenant: TENANT, scope: ALL_SCOPES, subject: 'faults', lifetimeSeconds: 30 * 86_400 };
    this.token = makeToken(loadServerConfig({ JWT_SECRET: SECRET }), claims);
    this.sql = new pg.Pool({ connectionString: this.url, max: 4, application_name: 'faults' });
    this.sql.on('error', () => undefined);
    await this.#startVendor();
    const names = [...Array.from({ length: apis }, (_, i) => `api ${i}`), ...Array.from({ length: workers }, (_, i) => `worker ${i}`)];
    await Promise.all(names.map((name) => this.add(name)));
  }

  async #startVendor() {
    if (this.vendor === undefined) return;
    this.proxy = await Proxy.open(this.processes);
    await this.vendor.start();
    this.providerSettings = this.provider.settings({ port: this.vendor.port, publicUrl: this.proxy.url });
  }

  /** The commands of an operator. */
  async operator() {
    const { Control } = await this.load('queue/control/control.js');
    return Control.of(this.sql, this.options.lanes);
  }

  get apis() {
    return this.processes.filter(({ role }) => role === 'api');
  }

  get workers() {
    return this.processes.filter(({ role }) => role === 'worker');
  }

  /** A process of its own with a link of its own. */
  async add(name, settings = {}) {
    const { hostname, port } = new URL(this.url);
    const server = new ServerProcess(name, name.split(' ')[0], await Link.open(hostname, Number(port || 5432)));
    this.processes.push(server);
    await this.start(server, settings);
    return server;
  }

  async start(server, settings = {}, fullPools = false) {
    if (this.#closing !== undefined) throw new Error('the run is over');
    const through = new URL(this.url);
    through.host = `127.0.0.1:${server.link.port}`;
    const files = {
      ...{ DATA_DIR: this.folder, FAULTS_LEDGER: this.ledgerFile, FAULTS_RECEIPTS: this.receiptsFile },
      ...{ FAULTS_LEFT_OPEN: this.leftOpenFile, FAULTS_HAND_OVERS: this.handOversFile, SIMULATOR_OUTAGE: this.outageFile },
    };
    const own = { LANES: this.options.lanes.join(','), DATABASE_URL: through.href };
    const env = { ...SETTINGS, ...own, ...files, ...this.providerSettings, ...settings };
    const started = await server.start(this.options.dist, { ...env, ...(fullPools && FULL_POOLS) });
    if (!started) server.destroy();
    return started;
  }

  /** @param signal SIGINT = fast, SIGQUIT = immediate: without a notice to the clients */
  async restartPostgres(signal) {
    const { pid, stop } = this.postgres;
    process.kill(pid, signal);
    await stop();
    await this.#startPostgres(Number(new URL(this.url).port));
  }

  async #startPostgres(port) {
    const { DataFolder } = await this.load('platform/database/data-folder.js');
    const { POSTGRES_SETTINGS, startEmbeddedPostgres } = await this.load('platform/database/embedded-postgres.js');
    const settings = { ...POSTGRES_SETTINGS, shared_buffers: '64MB', ...this.options.postgres };
    this.#starting = startEmbeddedPostgres(new DataFolder(this.folder), settings, port);
    this.postgres = await this.#starting;
  }

  #lines(file) {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }

  get timeoutMs() {
    return TIMEOUT_MS;
  }

  #records(file) {
    return this.#lines(file).map((line) => JSON.parse(line));
  }

  /**
   * The provider's data of the run: `ledger` (accepted messages), `told` and `receipts` (its reports, and the stored ones), `leftOpen` (SMS
   * IDs without an answer in time), and `evidence` for a provider with a process of its own.
   */
  account() {
    const leftOpen = new Set(this.#lines(this.leftOpenFile));
    if (this.vendor === undefined) {
      const said = this.#records(this.receiptsFile);
      return { ledger: this.#records(this.ledgerFile), told: said, receipts: said.filter(({ stored }) => stored), leftOpen };
    }
    const evidence = new Evidence(this.vendor.events(), this.#records(this.handOversFile), this.vendor.troubles, TIMEOUT_MS);
    const { ledger, told, receipts } = evidence;
    return { ledger, told, receipts, leftOpen: leftOpen.union(evidence.leftOpen), evidence };
  }

  /** Runs once for any number of calls. */
  close() {
    return (this.#closing ??= this.#close());
  }

  async #close() {
    await Promise.all(
      this.processes.map(async (each) => {
        each.destroy();
        await each.over;
        await each.link.close();
      }),
    );
    this.vendor?.destroy();
    await this.vendor?.over;
    await this.proxy?.close();
    await this.sql?.end();
    // Also a process that is still starting.
    const postgres = await this.#starting?.catch(() => undefined);
    await postgres?.stop();
    this.postgres = undefined;
    process.off('exit', this.#leave);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
