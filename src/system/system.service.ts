// The state of the system, from the reports of workers and from the queue. Every process returns the same state, and many callers cost no
// more than one.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../platform/config/config.js';
import { poolOf } from '../platform/database/database.js';
import { Providers } from '../providers/providers.js';
import { AGES_S, type Backlog, Control, type DispatchHold } from '../queue/control/control.js';
import { Notices } from '../queue/control/notices.js';
import { readQueueName } from '../queue/queue-name.js';
import { type SeenWorker, workersOf } from '../queue/control/workers.js';
import { providerStates } from './providers-state.js';
import { SharedLook } from '../platform/shared-look.js';
import type { BacklogState, SystemState } from './system.answers.js';

@Injectable()
export class SystemService {
  private readonly operation = new SharedLook(() => this.lookAtOperation());
  private readonly waiting = new SharedLook(() => this.lookAtBacklog());

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly providers: Providers,
    private readonly registered: Notices,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async state(): Promise<SystemState> {
    const [{ away, ...operation }, { away: alsoAway, ...waiting }] = await Promise.all([this.operation.get(), this.waiting.get()]);
    return { ...operation, ...waiting, lanesAway: [...new Set([...away, ...alsoAway])].sort((a, b) => a - b) };
  }

  /** Drops the cached state after a change, so that the next caller sees the change. */
  forget(): void {
    this.operation.forget();
  }

  private control(): Promise<Control> {
    return Control.of(poolOf(this.database), this.config.LANES);
  }

  private async lookAtOperation(): Promise<Pick<SystemState, 'at' | 'workers' | 'providers' | 'holds'> & { away: number[] }> {
    const at = new Date().toISOString();
    const workers = await workersOf(poolOf(this.database));
    const control = await this.control();
    const [holds, rateLimits] = [await control.holds(), await control.rateLimits()];
    const providers = providerStates({
      ...{ configured: this.providers.all(), workers, rateLimits: new Map(rateLimits.map(({ name, perSecond }) => [name, perSecond])) },
      held: {
        all: holds.some(({ kind }) => kind === 'all'),
        providers: namesOf(holds, 'provider'),
        channels: namesOf(holds, 'channel'),
      },
    });
    return { at, workers: workers.map(workerState), providers, holds: holdStates(control, holds), away: [...control.failed.keys()] };
  }

  private async lookAtBacklog(): Promise<Pick<SystemState, 'backlog' | 'inDoubt' | 'ignoredKeywords' | 'notices'> & { away: number[] }> {
    const at = new Date().toISOString();
    const control = await this.control();
    const backlog = backlogState(at, await control.backlog());
    const [inDoubt, notices] = [await control.inDoubt(), await control.notices(this.registered.all)];
    const ignoredKeywords = sum(notices.filter(({ name }) => name === 'ignoredKeywords').map(({ count }) => count));
    return { backlog, inDoubt, ignoredKeywords, notices, away: [...control.failed.keys()] };
  }
}

const namesOf = (holds: readonly DispatchHold[], kind: DispatchHold['kind']): ReadonlySet<string> =>
  new Set(holds.filter((hold) => hold.kind === kind).map(({ name }) => name));

export function holdStates(control: Control, holds: Awaited<ReturnType<Control['holds']>>): SystemState['holds'] {
  return holds.map(({ kind, name, since, lanes }) => {
    const everywhere = control.lanes.every((lane) => lanes.includes(lane) || control.failed.has(lane));
    return { what: kind, name: kind === 'all' ? null : name, since: since.toISOString(), everywhere };
  });
}

const workerState = ({ id, host, pid, role, version, startedAt, seenAt, alive }: SeenWorker): SystemState['workers'][number] => ({
  ...{ id, host, pid, role, version, startedAt: startedAt.toISOString(), seenAt: seenAt.toISOString(), alive },
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function backlogState(at: string, queues: readonly Backlog[]): BacklogState {
  const byAge = [...AGES_S, null].map((upToSeconds, i) => ({ upToSeconds, due: sum(queues.map(({ dueByAge }) => dueByAge[i] ?? 0)) }));
  const oldest = queues.flatMap(({ dueSince }) => dueSince?.getTime() ?? []);
  return {
    at,
    waiting: sum(queues.map(({ waiting }) => waiting)),
    due: sum(byAge.map(({ due }) => due)),
    oldestDueAt: oldest.length === 0 ? null : new Date(Math.min(...oldest)).toISOString(),
    byAge,
    byQueue: queues.flatMap(queueBacklog),
  };
}

/** Empty for a name that no version of this server made. */
function queueBacklog({ queue, waiting, dueByAge, dueSince }: Backlog): BacklogState['byQueue'] {
  const name = readQueueName(queue);
  if (name === undefined) return [];
  const { channel, route, sender } = name;
  return [
    { channel, route: route === '' ? null : route, sender, waiting, due: sum(dueByAge), oldestDueAt: dueSince?.toISOString() ?? null },
  ];
}
