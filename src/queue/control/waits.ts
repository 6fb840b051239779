// Why messages wait in a queue: a dispatch hold, no worker who works, or a provider that takes nothing or takes less. From what
// workers report and operators set, so that any process knows it, and nothing is written to a message for it. One look a second at most,
// whoever asks; where that takes long, what was known before.
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
  /** Null: whatever the provider. */
  provider: string | null;
  kind: (typeof WAIT_KINDS)[number];
  reason: string;
  /** Null = not known. */
  since: Date | null;
}

interface Known {
  workers: SeenWorker[];
  holds: LaneHold[];
}

/** Why what is held waits. */
const HELD: Readonly<Record<DispatchHold['kind'], string>> = {
  all: 'an operator holds all dispatch',
  channel: 'an operator holds the dispatch of this channel',
  tenant: 'an operator holds the dispatch of this tenant',
  provider: 'an operator holds this provider',
};
/** Nobody who asks for a request waits longer for the reasons. */
const PATIENCE_MS = 300;
const NOTHING: readonly Wait[] = [];

/** As a person reads it, behind what waits. */
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

  /** For each of these queues what keeps a tenant's messages in it; none: they leave. Never rejects. */
  async of(lane: number, tenant: string, queues: readonly string[]): Promise<ReadonlyMap<string, readonly Wait[]>> {
    if (queues.length === 0) return new Map();
    const known = await this.look(lane);
    return new Map(known === undefined ? [] : queues.map((queue) => [queue, this.waitsIn(known, tenant, queue)]));
  }

  /** What keeps a tenant's messages of a module in a lane from leaving that could by now. @throws where the lane can't be asked */
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
      // The first that takes something has it, be it slowly.
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

/** Nothing is held up by anything that is known. */
const isQuiet = ({ workers, holds }: Known): boolean =>
  holds.length === 0 &&
  workers.some(({ alive }) => alive) &&
  workers.every(({ alive, providerReports }) => !alive || providerReports.every(({ trouble }) => trouble == null));

/** What is seen, or was the last time. */
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
