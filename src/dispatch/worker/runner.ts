// Serves one queue, lane after lane: asks the provider selector for a permit, claims a batch, and has it handed over and completed.
// Several batches are under way at once. When nothing is due, it sleeps until an entry is due or until it is woken.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../platform/config/config.js';
import type { Heartbeat } from '../../platform/heartbeat.js';
import type { DispatchQueue } from '../../queue/lease/dispatch-queue.js';
import { type QueueName, queueName } from '../../queue/queue-name.js';
import { sliceKey } from '../../queue/lease/completion.js';
import { sqlState } from '../../queue/statements.js';
import type { AttemptResult, Batch } from '../../queue/lease/batch.js';
import { FairScheduler } from './fair-scheduler.js';
import type { HandOver } from '../attempt/hand-over.js';
import { LaneBackoff } from '../lane-backoff.js';
import type { Permit } from '../admission/permit.js';
import type { ProviderSelector } from '../admission/provider-selector.js';
import type { Recorder } from './recorder.js';
import type { Signals } from './signals.js';

/** The shortest sleep: due slices that another statement has locked are read again after it. */
const MIN_SLEEP_MS = 5;

export interface RunnerParts {
  config: Config;
  queue: DispatchQueue;
  handOver: HandOver;
  recorder: Recorder;
  heartbeat: Heartbeat;
  signals: Signals;
}

export class Runner {
  private readonly logger = new Logger('Runner');
  private readonly underWay = new Set<Promise<void>>();
  private readonly schedulers = new Map<number, FairScheduler>();
  private readonly laneBackoff: LaneBackoff;
  private readonly name: string;
  /** The number of wake calls so far; `sleepers` end at the next one. */
  private wakes = 0;
  private readonly sleepers = new Set<() => void>();
  /** The last claim was full, so more entries are due. */
  private more = false;

  /**
   * @param stopping aborted when nothing more may begin
   * @param giveUp aborted when the process cannot wait any longer
   */
  constructor(
    private readonly queue: QueueName,
    private readonly selectorNow: () => ProviderSelector,
    private readonly parts: RunnerParts,
    private readonly stopping: AbortSignal,
    private readonly giveUp: AbortSignal,
  ) {
    this.name = queueName(queue);
    this.laneBackoff = new LaneBackoff(parts.config.LANES, (lane, error) => {
      this.logger.warn(
        `Dispatch of ${queue.channel}${queue.route === '' ? '' : `/${queue.route}`} in lane ${lane} pauses: ${sqlState(error) ?? 'the database is away'}`,
      );
    });
    stopping.addEventListener('abort', () => {
      this.wake();
    });
  }

  private get selector(): ProviderSelector {
    return this.selectorNow();
  }

  /** Ends the sleep: entries may be due earlier than was known. */
  wake(): void {
    for (const scheduler of this.schedulers.values()) scheduler.markStale();
    this.wakes++;
    for (const wake of this.sleepers) wake();
  }

  /** Resolves after a stop, when every claimed batch is completed. */
  async run(): Promise<void> {
    await Promise.all([this.rounds(), this.roundsBeside()]);
    await Promise.all(this.underWay);
  }

  private async rounds(): Promise<void> {
    while (!this.stopping.aborted) {
      this.parts.heartbeat.beat(this.name);
      const { wakes } = this;
      if (!(await this.round())) await this.idle(wakes);
    }
  }

  /**
   * While claims are full, a second claim overlaps with the answer of the first: a drain spends most of its time waiting for answers (0.9
   * of two cores busy).
   */
  private async roundsBeside(): Promise<void> {
    while (!this.stopping.aborted) {
      const { wakes } = this;
      if (!this.more || !(await this.round())) await this.sleep(this.parts.config.POLL_MS, wakes);
    }
  }

  /** Makes one claim a lane. @returns false if none leased anything */
  private async round(): Promise<boolean> {
    const visits = await this.laneBackoff.each(
      (lane) => this.visit(lane),
      () => !this.stopping.aborted && this.selector.waitMs() <= 0,
    );
    return [...visits.values()].includes(true);
  }

  private async visit(lane: number): Promise<boolean> {
    const { config, queue, recorder, signals } = this.parts;
    const { selector } = this;
    const scheduler = await this.schedulerOf(lane, selector);
    if (scheduler.isEmpty()) return false;
    using permit = await selector.acquire(config.BATCH_SIZE);
    if (permit === undefined) return false;
    const { room } = permit;
    await signals.reach('before-claim', room);
    if (this.stopping.aborted) return false;
    const sources = scheduler.next(room);
    const leaseToken = queue.newLeaseToken();
    const sentAt = performance.now();
    let batch: Batch;
    try {
      batch = await queue.claim(lane, leaseToken, { queue: this.name, providers: selector.providers, batch: room, sources });
    } catch (error) {
      recorder.release(lane, leaseToken, sentAt, this.giveUp);
      throw error;
    }
    const { entries } = batch;
    permit.shrink(entries.length);
    scheduler.took(sources, room, entries.length, slicesOf(batch), config.BATCH_SIZE);
    this.more = entries.length === room;
    if (entries.length === 0) return false;
    selector.sawHeld(batch.heldProviders);
    const processing = this.process(batch, selector, permit.move()).finally(() => {
      this.underWay.delete(processing);
      this.wake();
    });
    this.underWay.add(processing);
    return true;
  }

  /** The scheduler of a lane, with sources that are read again if they are stale. */
  private async schedulerOf(lane: number, { providers }: ProviderSelector): Promise<FairScheduler> {
    let scheduler = this.schedulers.get(lane);
    if (scheduler === undefined) this.schedulers.set(lane, (scheduler = new FairScheduler()));
    const now = performance.now();
    if (scheduler.isStale(now)) scheduler.read(await this.parts.queue.sources(lane, this.name, providers), now);
    return scheduler;
  }

  private async process(batch: Batch, selector: ProviderSelector, permit: Permit): Promise<void> {
    const { signals, recorder } = this.parts;
    const size = batch.entries.length;
    const results = await this.handOver(batch, selector, permit);
    await signals.reach('before-complete', size);
    await recorder.complete(batch, results, this.giveUp);
    await signals.reach('after-complete', size);
  }

  /** The permit ends with the last answer, before the completion. */
  private async handOver(batch: Batch, selector: ProviderSelector, given: Permit): Promise<AttemptResult[]> {
    const { signals, handOver } = this.parts;
    using permit = given;
    await signals.reach('after-claim', batch.entries.length);
    return await handOver.batch(batch, { queue: this.queue, selector, permit }, this.stopping);
  }

  private async idle(wakes: number): Promise<void> {
    const now = performance.now();
    const waits = this.laneBackoff.awake().map((lane) => this.schedulers.get(lane)?.wait(now) ?? 0);
    const due = Math.max(this.selector.waitMs(), Math.min(this.laneBackoff.shortest(), ...waits));
    await this.sleep(Math.max(MIN_SLEEP_MS, Math.min(this.parts.config.POLL_MS, due)), wakes);
    // After a sleep the sources are read again.
    for (const scheduler of this.schedulers.values()) scheduler.markStale();
  }

  /** @param wakes the number of wake calls that were handled: a further one ends the sleep, or prevents it */
  private async sleep(ms: number, wakes: number): Promise<void> {
    const awake = new AbortController();
    const wake = (): void => {
      awake.abort();
    };
    this.sleepers.add(wake);
    if (this.wakes === wakes) await pause(ms, undefined, { signal: awake.signal }).catch(() => undefined);
    this.sleepers.delete(wake);
  }
}

const slicesOf = ({ entries }: Batch): number => new Set(entries.map(sliceKey)).size;
