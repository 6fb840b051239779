// Which lanes there are, since when each is in use, and which of them may hold what was kept under other LANES. The rows lie on every node
// of a cluster: no other has to answer for them.
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config, StartupError } from '../../platform/config/config.js';
import { MIGRATION_LOCK } from '../../platform/database/database.js';
import { laneOfKey, weightOfKey } from './lane-of-key.js';
import { DispatchPool } from '../pools.js';
import { type Nothing, run, sqlState, statement } from '../statements.js';
import { transaction } from '../transaction.js';
import { RESERVE } from './request-ids.js';

export const LANES = statement<Nothing, LaneRow>('lanes', import.meta.url);
const ENTER = statement<{ lanes: readonly number[] }>('lanes-enter', import.meta.url);
const LEAVE = statement<{ lanes: readonly number[] }>('lanes-leave', import.meta.url);
const STAGE = statement<{ lanes: readonly number[]; stage: number }>('lanes-stage', import.meta.url);

/** What was read is used so long; by what can't wait longer, while it is read anew. */
const FRESH_MS = 1_000;
const STALE_MS = 10_000;

export interface KnownLane {
  lane: number;
  /** Milliseconds since it has been in use without a break. */
  age: number;
  /** Milliseconds since LANES doesn't name it any more; null = it does. */
  gone: number | null;
  /** See queue/suppression/moves.ts. */
  stage: number;
  /** Milliseconds since that stage. */
  stageAge: number;
}

type LaneRow = Omit<KnownLane, 'stageAge'> & { stage_age: number };

@Injectable()
export class LaneDirectory implements OnModuleInit {
  private readonly logger = new Logger('Lanes');
  private known: readonly KnownLane[] = [];
  private readAt = -Infinity;
  private reading?: Promise<readonly KnownLane[]> | undefined;

  constructor(
    private readonly pools: DispatchPool,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.register();
  }

  /**
   * Before anything is put in a lane, every process is to know of it.
   * @throws StartupError where a new one can't be noted
   */
  async register(): Promise<void> {
    const { LANES: own } = this.config;
    const before = await this.read();
    try {
      if (this.areUnnoted(before)) await this.note(ENTER);
    } catch (error) {
      if (!isAway(error)) throw error;
      throw new StartupError('LANES names a lane that is new, and a node of the database is away: bring it back and start again.');
    }
    // What is kept too long is asked in vain; nothing is wrong with that.
    if (before.some(({ lane, gone }) => gone === null && !own.includes(lane)))
      await this.note(LEAVE).catch(() => {
        this.logger.warn('A node of the database is away: it was not noted which lanes LANES leaves out');
      });
    // What puts rows in a lane reads the lane's own. A node that is away gets them with the first request.
    await Promise.all(own.map((lane) => this.open(lane).catch(() => undefined)));
    await this.read();
  }

  /** All that anything may be in. @throws where the database doesn't say */
  async all(): Promise<readonly KnownLane[]> {
    if (performance.now() - this.readAt >= FRESH_MS) await this.read();
    return this.known;
  }

  /** The same, for what can't wait: as it was a moment ago. @throws where that isn't known, and the database doesn't say */
  async lately(): Promise<readonly KnownLane[]> {
    const age = performance.now() - this.readAt;
    if (age < FRESH_MS || age >= STALE_MS) return this.all();
    this.read().catch(() => undefined);
    return this.known;
  }

  async numbers(): Promise<number[]> {
    return (await this.all()).map(({ lane }) => lane);
  }

  /**
   * Where a key is at home, and other lanes that it may have been put in within its life: as long as a lane is younger than that, or was
   * left since, or is named by other processes alone. While LANES stays as it is there are none.
   */
  async ofKey(scope: string, key: string, lifeMs: number): Promise<{ lane: number; others: number[] }> {
    const { LANES: own } = this.config;
    const lane = laneOfKey(own, scope, key);
    const living = (await this.all()).filter(({ gone }) => gone === null || gone < lifeMs);
    const isSure = (each: KnownLane): boolean => each.age > lifeMs && each.gone === null && own.includes(each.lane);
    if (living.every(isSure)) return { lane, others: [] };
    const found = contenders(living, (each) => weightOfKey(each.lane, scope, key), isSure);
    return { lane, others: found.flatMap((each) => (each.lane === lane ? [] : [each.lane])) };
  }

  /** The lane's own row, which tells where to put others. */
  async open(lane: number): Promise<void> {
    await run(this.pools.pool, RESERVE, { lane, count: '0', start: Math.floor(Date.now() / 1_000) });
  }

  async setStage(lanes: readonly number[], stage: number): Promise<void> {
    await run(this.pools.pool, STAGE, { lanes, stage });
    await this.read();
  }

  private read(): Promise<readonly KnownLane[]> {
    this.reading ??= this.readNow().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readNow(): Promise<readonly KnownLane[]> {
    const at = performance.now();
    const rows = await run(this.pools.pool, LANES, {});
    const noted = rows.map(({ stage_age: stageAge, ...row }): KnownLane => ({ ...row, stageAge }));
    // Where another process that doesn't name one of ours says that it is left: not as long as there is this one.
    if (this.readAt > -Infinity && this.areUnnoted(noted)) this.note(ENTER).catch(() => undefined);
    const unnoted = this.config.LANES.filter((lane) => noted.every((each) => each.lane !== lane));
    const ours = unnoted.map((lane): KnownLane => ({ lane, age: 0, gone: null, stage: 0, stageAge: 0 }));
    this.known = [...noted, ...ours].sort((a, b) => a.lane - b.lane);
    this.readAt = at;
    return noted;
  }

  private areUnnoted(noted: readonly KnownLane[]): boolean {
    return this.config.LANES.some((lane) => noted.find((each) => each.lane === lane)?.gone !== null);
  }

  /** One process at a time: which lanes are the first is decided once. */
  private async note(statement: typeof ENTER): Promise<void> {
    await transaction(this.pools.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await run(client, statement, { lanes: this.config.LANES });
    });
  }
}

/** Of a node, or of the way to it. */
const isAway = (error: unknown): boolean => /^(?:08|58)/.test(sqlState(error) ?? '08');

/** Lanes by the weight that each has for a key, down to the heaviest of those that are sure: before them it was in one of these. */
export function contenders<T>(lanes: readonly T[], weightOf: (lane: T) => number | string, isSure: (lane: T) => boolean): T[] {
  const sorted = lanes.map((lane) => ({ lane, weight: weightOf(lane) })).sort((a, b) => (a.weight < b.weight ? 1 : -1));
  const end = sorted.findIndex(({ lane }) => isSure(lane));
  return (end < 0 ? sorted : sorted.slice(0, end + 1)).map(({ lane }) => lane);
}
