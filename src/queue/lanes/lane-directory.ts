// The directory of lanes: which exist, since when each is in use, and which may hold rows that were stored under another LANES. Every node
// of a cluster has a copy, so that a read needs no other node.
import { Inject, Injectable, Logger } from '@nestjs/common';
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

/** The age up to which a read is used; the longer age is for callers that cannot wait, during a new read. */
const FRESH_MS = 1_000;
const STALE_MS = 10_000;

export interface KnownLane {
  lane: number;
  /** Milliseconds since the lane came into use without a break. */
  age: number;
  /** Milliseconds since LANES no longer names the lane; null = LANES names it. */
  gone: number | null;
  /** See queue/suppression/moves.ts. */
  stage: number;
  /** Milliseconds since that stage. */
  stageAge: number;
}

type LaneRow = Omit<KnownLane, 'stageAge'> & { stage_age: number };

@Injectable()
export class LaneDirectory {
  private readonly logger = new Logger('Lanes');
  private known: readonly KnownLane[] = [];
  private readAt = -Infinity;
  private reading?: Promise<readonly KnownLane[]> | undefined;

  constructor(
    private readonly pools: DispatchPool,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Notes the lanes of this process before rows are stored in them, so that every process can find them.
   * @throws StartupError if a new lane cannot be noted
   */
  async register(): Promise<void> {
    const { LANES: own } = this.config;
    const before = await this.read();
    try {
      if (this.areUnnoted(before)) await this.note(ENTER);
    } catch (error) {
      if (!isAway(error)) throw error;
      throw new StartupError('LANES names a lane that is new, and a node of the database is away. Bring the node back and start again.');
    }
    // A lane that stays in the directory for too long costs unnecessary queries, but nothing is wrong.
    if (before.some(({ lane, gone }) => gone === null && !own.includes(lane)))
      await this.note(LEAVE).catch(() => {
        this.logger.warn('A node of the database is away, so the lanes outside LANES were not noted');
      });
    // Statements that store rows in a lane read the lane's own row. If a node is away, the first request creates the rows.
    await Promise.all(own.map((lane) => this.open(lane).catch(() => undefined)));
    await this.read();
  }

  /** All lanes that may hold rows. @throws Error if the database does not answer */
  async all(): Promise<readonly KnownLane[]> {
    if (performance.now() - this.readAt >= FRESH_MS) await this.read();
    return this.known;
  }

  /** The same for callers that cannot wait: the result of a recent read. @throws Error if there is none and the database does not answer */
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
   * The home lane of a key, and the other lanes that may hold the key from within its life: while a lane is younger than that life, or was
   * left within it, or is named only by other processes. While LANES is unchanged there are no others.
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

  /** Creates the lane's own row, which statements join to keep to one node. */
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
    // Another process without this lane in its LANES has marked the lane as left. It is in use as long as this process runs.
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

  /** One process at a time, so that the first lanes are decided once. */
  private async note(statement: typeof ENTER): Promise<void> {
    await transaction(this.pools.pool, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await run(client, statement, { lanes: this.config.LANES });
    });
  }
}

/** The error of a node, or of the connection to it. */
const isAway = (error: unknown): boolean => /^(?:08|58)/.test(sqlState(error) ?? '08');

/**
 * Lanes sorted by their weight for a key, up to the heaviest sure lane: before the newer lanes were added, the key belonged to one of
 * these.
 */
export function contenders<T>(lanes: readonly T[], weightOf: (lane: T) => number | string, isSure: (lane: T) => boolean): T[] {
  const sorted = lanes.map((lane) => ({ lane, weight: weightOf(lane) })).sort((a, b) => (a.weight < b.weight ? 1 : -1));
  const end = sorted.findIndex(({ lane }) => isSure(lane));
  return (end < 0 ? sorted : sorted.slice(0, end + 1)).map(({ lane }) => lane);
}
