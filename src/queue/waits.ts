// Why what waits in a queue doesn't leave: stopped by an operator, nobody who works, or a carrier that takes nothing or takes less. From what
// workers report and operators set, so that any process knows it, and nothing is written to a message for it. One look a second at most,
// whoever asks; where that takes long, what was known before.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { poolOf } from '../platform/database.js';
import { SharedLook } from '../platform/shared-look.js';
import { type LaneStop, Stop, STOPS } from './control.js';
import { readQueueName } from './queue-name.js';
import { Routing } from './routing.js';
import { run, statement } from './statements.js';
import { type CarrierLine, type SeenWorker, troubleOf, workersOf } from './workers.js';
import { OPEN_QUEUES } from './open-queues.js';

const WAITING_IN = statement<{ lane: number; tenant: string; queues: string[] }, { queue: string }>('waiting-in');

export const WAIT_KINDS = ['stopped', 'configuration', 'outage', 'throttled'] as const;

export interface Wait {
  /** Null: whatever the carrier. */
  carrier: string | null;
  kind: (typeof WAIT_KINDS)[number];
  reason: string;
  /** Null = not known. */
  since: Date | null;
}

interface Known {
  workers: SeenWorker[];
  stops: LaneStop[];
}

/** Nobody who asks for a request waits longer for the reasons. */
const PATIENCE_MS = 300;
const NOTHING: readonly Wait[] = [];

/** As a person reads it, behind what waits. */
export const sayWait = ({ carrier, reason }: Wait, shown: (name: string) => string): string =>
  carrier === null ? reason : `${shown(carrier)}: ${reason}`;

@Injectable()
export class Waits {
  private readonly workers = new Look(() => workersOf(poolOf(this.database)));
  private readonly stops = new Map<number, Look<LaneStop[]>>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly routing: Routing,
  ) {}

  /** For each of these queues what keeps a tenant's messages in it; none: they leave. Never rejects. */
  async of(lane: number, tenant: string, queues: readonly string[]): Promise<ReadonlyMap<string, readonly Wait[]>> {
    if (queues.length === 0) return new Map();
    const known = await this.look(lane);
    return new Map(known === undefined ? [] : queues.map((queue) => [queue, this.waitsIn(known, tenant, queue)]));
  }

  /** What keeps anything of a tenant's in a lane from leaving that could by now. @throws where the lane can't be asked */
  async ofTenant(lane: number, tenant: string): Promise<readonly Wait[]> {
    const known = await this.look(lane);
    if (known === undefined || isQuiet(known)) return NOTHING;
    const pool = poolOf(this.database);
    const open = (await run(pool, OPEN_QUEUES, { lane })).map(({ queue }) => queue);
    const held = open.filter((queue) => this.waitsIn(known, tenant, queue).length > 0);
    const own = await run(pool, WAITING_IN, { lane, tenant, queues: held });
    return own.flatMap(({ queue }) => this.waitsIn(known, tenant, queue));
  }

  private async look(lane: number): Promise<Known | undefined> {
    let stopsOf = this.stops.get(lane);
    if (stopsOf === undefined) {
      stopsOf = new Look(() => run(poolOf(this.database), STOPS, { lane }));
      this.stops.set(lane, stopsOf);
    }
    const [workers, stops] = await Promise.all([this.workers.get(), stopsOf.get()]);
    return workers && stops && { workers, stops };
  }

  private waitsIn({ workers, stops }: Known, tenant: string, name: string): readonly Wait[] {
    const of = (kind: Stop['kind'], stopped: string): LaneStop | undefined =>
      stops.find((each) => each.kind === kind && each.name === stopped);
    const all = of('all', '') ?? of('tenant', tenant);
    if (all !== undefined) {
      const reason = all.kind === 'all' ? 'an operator has stopped all dispatch' : 'an operator has stopped the dispatch of this tenant';
      return [{ carrier: null, kind: 'stopped', reason, since: all.stopped_at }];
    }
    const alive = workers.filter((worker) => worker.alive);
    if (alive.length === 0) return [{ carrier: null, kind: 'outage', reason: 'no worker is running', since: lastOf(workers) }];
    const queue = readQueueName(name);
    const carriers = queue === undefined ? [] : this.routing.carriersOf(queue.channel, queue.route);
    const waits: Wait[] = [];
    for (const carrier of carriers) {
      const stopped = of('carrier', carrier);
      const wait: Wait | undefined =
        stopped === undefined
          ? troubleWith(carrier, alive)
          : { carrier, kind: 'stopped', reason: 'an operator has stopped this carrier', since: stopped.stopped_at };
      // The first that takes something has it, be it slowly.
      if (wait === undefined) return NOTHING;
      if (wait.kind === 'throttled') return [wait];
      waits.push(wait);
    }
    return waits;
  }
}

function troubleWith(carrier: string, alive: readonly SeenWorker[]): Wait | undefined {
  const reported = alive.flatMap(({ lines }): CarrierLine[] => lines.filter((line) => line.carrier === carrier));
  const trouble = troubleOf(reported);
  return trouble === null ? undefined : { carrier, kind: trouble.kind, reason: trouble.reason, since: new Date(trouble.since) };
}

const lastOf = (workers: readonly SeenWorker[]): Date | null =>
  workers.length === 0 ? null : new Date(Math.max(...workers.map(({ seenAt }) => seenAt.getTime())));

/** Nothing is held up by anything that is known. */
const isQuiet = ({ workers, stops }: Known): boolean =>
  stops.length === 0 &&
  workers.some(({ alive }) => alive) &&
  workers.every(({ alive, lines }) => !alive || lines.every(({ trouble }) => trouble == null));

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
