// The reasons why messages wait in a queue: a dispatch hold, no running worker, or a provider that accepts nothing or less than is due.
// They derive from the reports of workers and the settings of operators, so every process can compute them and no message stores them. The
// data is read at most once a second for all callers. If the read is slow, the data of the last read is used.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { poolOf } from '../../platform/database/database.js';
import { SharedLook } from '../../platform/shared-look.js';
import { DispatchHold, HOLDS, type LaneHold } from './control.js';
import { Channels } from '../channels.js';
import { OPEN_QUEUES } from '../lanes/open-queues.js';
import type { Owner } from '../owner.js';
import { channelOf, readQueueName } from '../queue-name.js';
import { Routing } from '../routing.js';
import { run, statement } from '../statements.js';
import { type ProviderReport, type SeenWorker, troubleOf, workersOf } from './workers.js';

const WAITING_IN = statement<{ lane: number; tenant: string; queues: string[] }, { queue: string }>('waiting-in', import.meta.url);

export const WAIT_KINDS = ['held', 'configuration', 'outage', 'throttled'] as const;

export interface Wait {
  /** Null = the reason applies to all providers. */
  provider: string | null;
  kind: (typeof WAIT_KINDS)[number];
  reason: string;
  /** Null = unknown. */
  since: Date | null;
}

interface Known {
  workers: SeenWorker[];
  holds: LaneHold[];
}

const HELD: Readonly<Record<DispatchHold['kind'], string>> = {
  all: 'an operator holds all dispatch',
  channel: 'an operator holds the dispatch of this channel',
  tenant: 'an operator holds the dispatch of this tenant',
  provider: 'an operator holds this provider',
};
/** The longest delay of a query for these reasons. */
const PATIENCE_MS = 300;
const NOTHING: readonly Wait[] = [];

/** The text for people. @param shown converts a provider's name */
export const sayWait = ({ provider, reason }: Wait, shown: (name: string) => string): string =>
  provider === null ? reason : `${shown(provider)}: ${reason}`;

@Injectable()
export class Waits {
  private readonly workers = new Look(() => workersOf(poolOf(this.database)));
  private readonly holds = new Map<number, Look<LaneHold[]>>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly routing: Routing,
    private readonly channels: Channels,
  ) {}

  /** @returns the reasons of each queue that keep a tenant's messages in it; none: the messages leave. Never rejects. */
  async of(lane: number, tenant: string, queues: readonly string[]): Promise<ReadonlyMap<string, readonly Wait[]>> {
    if (queues.length === 0) return new Map();
    const known = await this.look(lane);
    return new Map(known === undefined ? [] : queues.map((queue) => [queue, this.waitsIn(known, tenant, queue)]));
  }

  /**
   * @returns the reasons that keep a tenant's due messages of a module in a lane waiting
   * @throws Error if the lane does not answer
   */
  async ofTenant(lane: number, { module, tenant }: Owner): Promise<readonly Wait[]> {
    const known = await this.look(lane);
    if (known === undefined || isQuiet(known)) return NOTHING;
    const pool = poolOf(this.database);
    const open = (await run(pool, OPEN_QUEUES, { lane })).map(({ queue }) => queue);
    const held = open.filter((queue) => this.isOf(module, queue) && this.waitsIn(known, tenant, queue).length > 0);
    const own = await run(pool, WAITING_IN, { lane, tenant, queues: held });
    return own.filter(({ queue }) => this.isOf(module, queue)).flatMap(({ queue }) => this.waitsIn(known, tenant, queue));
  }

  private isOf(module: string, queue: string): boolean {
    const channel = channelOf(queue);
    return this.channels.has(channel) && this.channels.named(channel).module === module;
  }

  private async look(lane: number): Promise<Known | undefined> {
    let holdsOf = this.holds.get(lane);
    if (holdsOf === undefined) {
      holdsOf = new Look(() => run(poolOf(this.database), HOLDS, { lane }));
      this.holds.set(lane, holdsOf);
    }
    const [workers, holds] = await Promise.all([this.workers.get(), holdsOf.get()]);
    return workers && holds && { workers, holds };
  }

  private waitsIn({ workers, holds }: Known, tenant: string, name: string): readonly Wait[] {
    const of = (kind: DispatchHold['kind'], held: string): LaneHold | undefined =>
      holds.find((each) => each.kind === kind && each.name === held);
    const all = of('all', '') ?? of('channel', channelOf(name)) ?? of('tenant', tenant);
    if (all !== undefined) return [{ provider: null, kind: 'held', reason: HELD[all.kind], since: all.held_since }];
    const alive = workers.filter((worker) => worker.alive);
    if (alive.length === 0) return [{ provider: null, kind: 'outage', reason: 'no worker is running', since: lastOf(workers) }];
    const queue = readQueueName(name);
    const providers = queue === undefined ? [] : this.routing.providersOf(queue.channel, queue.route);
    const waits: Wait[] = [];
    for (const provider of providers) {
      const held = of('provider', provider);
      const wait: Wait | undefined =
        held === undefined ? troubleWith(provider, alive) : { provider, kind: 'held', reason: HELD.provider, since: held.held_since };
      // The first provider that accepts messages serves the queue, even if it is slow.
      if (wait === undefined) return NOTHING;
      if (wait.kind === 'throttled') return [wait];
      waits.push(wait);
    }
    return waits;
  }
}

function troubleWith(provider: string, alive: readonly SeenWorker[]): Wait | undefined {
  const reported = alive.flatMap(({ providerReports }): ProviderReport[] =>
    providerReports.filter((report) => report.provider === provider),
  );
  const trouble = troubleOf(reported);
  return trouble === null ? undefined : { provider, kind: trouble.kind, reason: trouble.reason, since: new Date(trouble.since) };
}

const lastOf = (workers: readonly SeenWorker[]): Date | null =>
  workers.length === 0 ? null : new Date(Math.max(...workers.map(({ seenAt }) => seenAt.getTime())));

/** No known reason delays anything. */
const isQuiet = ({ workers, holds }: Known): boolean =>
  holds.length === 0 &&
  workers.some(({ alive }) => alive) &&
  workers.every(({ alive, providerReports }) => !alive || providerReports.every(({ trouble }) => trouble == null));

/** The result of a read, or of the read before if it fails or takes too long. */
class Look<T> {
  private readonly shared: SharedLook<T>;
  private last: T | undefined;

  constructor(look: () => Promise<T>) {
    this.shared = new SharedLook(look);
  }

  async get(): Promise<T | undefined> {
    const seen = this.shared.get().then(
      (found) => (this.last = found),
      () => this.last,
    );
    return Promise.race([seen, pause(PATIENCE_MS, undefined, { ref: false }).then(() => this.last)]);
  }
}
