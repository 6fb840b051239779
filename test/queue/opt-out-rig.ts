// A process over lanes of its own, as far as opt-outs go: its lanes, its pools, what it knows.
import pg, { type PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { channelsOf, loadServerConfig } from '../../src/modules.js';
import { dataSourceOptions } from '../../src/platform/database/database.js';
import { InboundHandlers } from '../../src/queue/reconcile/inbound-handlers.js';
import { LaneDirectory } from '../../src/queue/lanes/lane-directory.js';
import { homeOf } from '../../src/queue/suppression/home.js';
import { SMS } from '../../src/messages/sms.js';
import { InboundMessages } from '../../src/messages/opt-outs/inbound-messages.js';
import { SuppressionMoves } from '../../src/queue/suppression/moves.js';
import { Suppression } from '../../src/queue/suppression/suppression.js';
import { DispatchPool, RetentionPool } from '../../src/queue/pools.js';
import { RequestIds } from '../../src/queue/lanes/request-ids.js';
import { cloneDatabase } from '../support/database.js';

export const SENDER = '+12025550100';
export const BY = { channel: 'text', sender: SENDER, tenant: 'acme' };

export class Process {
  readonly pools: DispatchPool;
  readonly optOuts: Suppression;
  readonly inbound: InboundMessages;
  readonly directory: LaneDirectory;
  readonly moves: SuppressionMoves;
  private readonly retention: RetentionPool;
  private readonly database: DataSource;
  private connected?: Promise<unknown>;
  private sent = 0;
  private closed = false;

  constructor(
    readonly url: string,
    readonly lanes: string,
  ) {
    const config = loadServerConfig({ DATABASE_URL: url, LANES: lanes });
    this.pools = new DispatchPool(config);
    this.retention = new RetentionPool(config);
    this.directory = new LaneDirectory(this.pools, config);
    this.optOuts = new Suppression(this.pools, this.directory, channelsOf(config));
    this.moves = new SuppressionMoves(this.retention, this.pools, this.directory);
    this.database = new DataSource(dataSourceOptions(config));
    this.inbound = new InboundMessages(
      this.pools,
      this.optOuts,
      new RequestIds(this.database, config),
      this.directory,
      new InboundHandlers(),
      config,
    );
  }

  async text(from: string, content: string, providerMessageId = `${this.lanes} ${++this.sent}`, tenant?: string): Promise<string> {
    await (this.connected ??= this.database.initialize());
    return (await this.inbound.store({ provider: 'PHONE', providerMessageId, from, to: SENDER, content, tenant })).id;
  }

  /** Once. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([this.pools.onApplicationShutdown(), this.retention.onApplicationShutdown()]);
    if (this.database.isInitialized) await this.database.destroy();
  }

  /** Places of those that must not be handed over, and of those of whom that isn't known. */
  async held(addresses: readonly string[]): Promise<{ unwanted: number[]; unknown: number[] }> {
    const { unwanted, unknown } = await this.optOuts.among(SMS, () => addresses.map((address) => ({ address, ...BY })));
    return { unwanted: [...unwanted], unknown: [...unknown] };
  }

  /** Statements that the work took. */
  async statements(work: () => Promise<unknown>): Promise<string[]> {
    const { pool } = this.pools;
    const seen: string[] = [];
    const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
    Object.assign(pool, {
      connect: async () => {
        const client = await connect();
        const query = client.query.bind(client) as (...all: unknown[]) => unknown;
        const release = client.release.bind(client);
        return Object.assign(client, {
          query: (...all: [{ name: string }]) => {
            seen.push(all[0].name.replace(/^\w+ /, ''));
            return query(...all);
          },
          release: (lost?: boolean) => {
            Object.assign(client, { query });
            release(lost);
          },
        });
      },
    });
    await work().finally(() => Object.assign(pool, { connect }));
    return seen;
  }
}

/** A database of its own, and what runs on it. */
export class World {
  private readonly processes: Process[] = [];
  readonly sql: pg.Pool;

  private constructor(
    readonly url: string,
    private readonly drop: () => Promise<void>,
  ) {
    this.sql = new pg.Pool({ connectionString: url, max: 1 });
  }

  static async open(): Promise<World> {
    const { url, close } = await cloneDatabase();
    return new World(url, close);
  }

  async start(lanes: string): Promise<Process> {
    const started = new Process(this.url, lanes);
    this.processes.push(started);
    await started.directory.register();
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.close()));
    await this.sql.end();
    await this.drop();
  }
}

export const from = (at: number, count = 20): string[] =>
  Array.from({ length: count }, (_, i) => `+1202555${String(at + i).padStart(4, '0')}`);
export const home = (lanes: readonly number[], address: string): number => homeOf(lanes, Number(address.slice(1)));

/** Whatever is noted of lanes was noted so long ago at least. */
export async function age(on: pg.Pool, interval: string): Promise<void> {
  await on.query('update lane_use set since = now() - $1::interval where since > now() - $1::interval', [interval]);
  await on.query('update lane_use set stage_at = now() - $1::interval where stage_at > now() - $1::interval', [interval]);
  await on.query('update lane_use set left_at = now() - $1::interval where left_at > now() - $1::interval', [interval]);
}

/** As after what they know of lanes has become old. */
export const later = async (...all: readonly Process[]): Promise<void> => {
  for (const { directory, optOuts } of all) {
    Object.assign(directory, { readAt: -Infinity });
    Object.assign(optOuts, { known: new Map() });
  }
  await Promise.all(all.map(({ directory }) => directory.all()));
};
export const pidOf = async (client: PoolClient): Promise<number> =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
