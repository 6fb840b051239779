// The operator's control of a running dispatch, from a process of its own: hold, resume, rate limits, and the state of the queues. It
// visits one lane after another. A lane that cannot be reached is reported and delays no other lane.
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS, type KnownChannel } from '../channel-codes.js';
import { LANES } from '../lanes/lane-directory.js';
import type { Notice } from './notices.js';
import { NOTIFY, SETTINGS_CALL } from './notify.js';
import { RATE_LIMIT_LANE, RATE_LIMITS } from './rate-limits.js';
import { run, sqlState, statement } from '../statements.js';
import { type Trouble, troublesOf, WORKER_LANE, workersOf } from './workers.js';

const HOLD = statement<DispatchHold & { lane: number }>('hold', import.meta.url);
const RESUME = statement<DispatchHold & { lane: number }>('resume', import.meta.url);
export const HOLDS = statement<{ lane: number }, LaneHold>('holds', import.meta.url);
const LEASE_TOKENS = statement<{ lane: number; tenant: string | null }, { lease_token: string }>('lease-tokens', import.meta.url);
const RATE_LIMIT_SET = statement<{ lane: number; name: string; perSecond: number | null }>('rate-limit-set', import.meta.url);
const BACKLOG = statement<{ lane: number; ages: readonly number[] }, BacklogRow>('backlog', import.meta.url);
const IN_DOUBT = statement<{ lane: number }, { in_doubt: string }>('in-doubt-count', import.meta.url);
/** Limits in seconds that group the due entries by age. */
export const AGES_S: readonly number[] = [1, 10, 60, 600, 3_600];
const LOOK_MS = 100;

export interface DispatchHold {
  kind: 'all' | 'channel' | 'tenant' | 'provider';
  /** Empty for kind `all`. */
  name: string;
}

/** A hold in one lane. */
export type LaneHold = DispatchHold & { held_since: Date };

export interface Backlog {
  queue: string;
  waiting: number;
  leased: number;
  /** Waiting entries by age: due for less than each of {@link AGES_S}, then for longer. */
  dueByAge: number[];
  /** When the oldest due entry became due; null = nothing is due. */
  dueSince: Date | null;
  /** Milliseconds since `dueSince`. */
  overdueMs: number;
}

export type NoticeCount = Pick<Notice, 'module' | 'name'> & { count: number };

interface BacklogRow {
  queue: string;
  age: number;
  waiting: string;
  leased: string;
  due_since: Date | null;
  overdue: number | null;
}

export class Control {
  /** Lanes whose statement failed, with the SQLSTATE. */
  readonly failed = new Map<number, string>();

  private constructor(
    private readonly pool: Pool,
    readonly lanes: readonly number[],
  ) {}

  /**
   * @param lanes the configured lanes; lanes that were in use earlier are added
   * @throws Error if the list of used lanes cannot be read
   */
  static async of(pool: Pool, lanes: readonly number[]): Promise<Control> {
    const used = await run(pool, LANES, {});
    return new Control(
      pool,
      [...new Set([...lanes, ...used.map(({ lane }) => lane)])].sort((a, b) => a - b),
    );
  }

  /** Channels that a server of this database has registered, in the order of their codes. */
  channels(): Promise<KnownChannel[]> {
    return run(this.pool, CHANNELS, {});
  }

  /** In effect at once in every lane that was reached: no claim begins anything under the hold. */
  async hold({ kind, name }: DispatchHold): Promise<void> {
    await this.eachLane((lane) => run(this.pool, HOLD, { lane, kind, name }));
  }

  async resume({ kind, name }: DispatchHold): Promise<void> {
    await this.eachLane((lane) => run(this.pool, RESUME, { lane, kind, name }));
    await this.call();
  }

  /**
   * Waits until every batch that was leased before the hold has ended.
   * @returns the number of batches that are still leased after `ms`
   */
  async settle({ kind, name }: DispatchHold, ms: number): Promise<number> {
    const until = performance.now() + ms;
    // A claim that began just before the hold becomes visible when it commits.
    await pause(LOOK_MS);
    const before = await this.leaseTokens(kind === 'tenant' ? name : null);
    for (;;) {
      const now = new Set(await this.leaseTokens(null));
      const left = before.filter((leaseToken) => now.has(leaseToken)).length;
      if (left === 0 || performance.now() >= until) return left;
      await pause(LOOK_MS);
    }
  }

  /** @param perSecond 0 = no limit, null = as configured */
  async setRateLimit(name: string, perSecond: number | null): Promise<void> {
    await run(this.pool, RATE_LIMIT_SET, { lane: RATE_LIMIT_LANE, name, perSecond });
    await this.call();
  }

  async rateLimits(): Promise<{ name: string; perSecond: number }[]> {
    const rows = await run(this.pool, RATE_LIMITS, { lane: RATE_LIMIT_LANE });
    return rows.flatMap(({ name, per_second: perSecond }) => (perSecond === null ? [] : [{ name, perSecond }]));
  }

  /** The reasons why providers accept no messages, or fewer than are due. */
  async troubles(): Promise<(Trouble & { provider: string })[]> {
    try {
      return troublesOf(await workersOf(this.pool));
    } catch (error) {
      this.failed.set(WORKER_LANE, sqlState(error) ?? 'no connection');
      return [];
    }
  }

  /** Each hold with the lanes in which it is in effect. */
  async holds(): Promise<(DispatchHold & { since: Date; lanes: number[] })[]> {
    const found = new Map<string, DispatchHold & { since: Date; lanes: number[] }>();
    await this.eachLane(async (lane) => {
      for (const { kind, name, held_since: since } of await run(this.pool, HOLDS, { lane })) {
        const hold = found.get(`${kind} ${name}`) ?? { kind, name, since, lanes: [] };
        hold.lanes.push(lane);
        found.set(`${kind} ${name}`, hold);
      }
    });
    return [...found.values()];
  }

  async backlog(): Promise<Backlog[]> {
    const found = new Map<string, Backlog>();
    await this.eachLane(async (lane) => {
      for (const { queue, age, waiting, leased, due_since, overdue } of await run(this.pool, BACKLOG, { lane, ages: AGES_S })) {
        const none = { queue, waiting: 0, leased: 0, dueByAge: [...AGES_S, Infinity].map(() => 0), dueSince: null, overdueMs: 0 };
        const sum: Backlog = found.get(queue) ?? none;
        found.set(queue, sum);
        sum.waiting += Number(waiting);
        sum.leased += Number(leased);
        sum.dueByAge = sum.dueByAge.map((due, i) => (i === age ? due + Number(waiting) : due));
        if (due_since === null || (sum.dueSince !== null && sum.dueSince <= due_since)) continue;
        sum.dueSince = due_since;
        sum.overdueMs = overdue ?? 0;
      }
    });
    return [...found.values()].sort((a, b) => (a.queue < b.queue ? -1 : 1));
  }

  /** The number of entries in doubt. */
  async inDoubt(): Promise<number> {
    let sum = 0;
    await this.eachLane(async (lane) => {
      for (const row of await run(this.pool, IN_DOUBT, { lane })) sum += Number(row.in_doubt);
    });
    return sum;
  }

  /** The counts that modules make in their own tables. */
  async notices(notices: readonly Notice[]): Promise<NoticeCount[]> {
    const counts: NoticeCount[] = [];
    for (const notice of notices) {
      let sum = 0;
      await this.eachLane(async (lane) => {
        sum += await notice.count(this.pool, lane);
      });
      counts.push({ module: notice.module, name: notice.name, count: sum });
    }
    return counts;
  }

  private async leaseTokens(tenant: string | null): Promise<string[]> {
    const leaseTokens: string[] = [];
    await this.eachLane(async (lane) => {
      for (const row of await run(this.pool, LEASE_TOKENS, { lane, tenant })) leaseTokens.push(row.lease_token);
    });
    return leaseTokens;
  }

  /** Workers read the settings at once. A worker that misses the call reads them within POLL_MS. */
  private async call(): Promise<void> {
    await run(this.pool, NOTIFY, { call: SETTINGS_CALL }).catch(() => undefined);
  }

  private async eachLane(work: (lane: number) => Promise<unknown>): Promise<void> {
    for (const lane of this.lanes)
      try {
        await work(lane);
      } catch (error) {
        this.failed.set(lane, sqlState(error) ?? 'no connection');
      }
  }
}
