// Serves one queue: asks its gate what may begin now, claims a batch of a lane, has it handed over and completed, lane after lane. Several
// batches are under way at once. Nothing due: sleeps until something is, or a wake.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../platform/config.js';
import type { Heartbeat } from '../platform/heartbeat.js';
import type { DispatchQueue } from '../queue/dispatch-queue.js';
import { type QueueName, queueName } from '../queue/queue-name.js';
import { sliceKey } from '../queue/completion.js';
import { sqlState } from '../queue/statements.js';
import type { Batch } from '../queue/batch.js';
import type { Pass } from './gate.js';
import type { HandOver } from './hand-over.js';
import { LaneRests } from './lane-rests.js';
import type { QueueGate } from './queue-gate.js';
import type { Recorder } from './recorder.js';
import type { Signals } from './signals.js';
import { Turns } from './turns.js';

/** Shortest sleep: what is due but locked by another's statement is looked at again after it. */
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
  private readonly turns = new Map<number, Turns>();
  private readonly rests: LaneRests;
  private readonly name: string;
  /** Wakes so far, and those that sleep until the next. */
  private wakes = 0;
  private readonly sleepers = new Set<() => void>();
  /** The last claim brought as much as it might: there is more. */
  private more = false;

  /** @param stopping aborted when nothing more may begin. @param giveUp aborted when the process can wait no longer */
  constructor(
    private readonly queue: QueueName,
    private readonly gateNow: () => QueueGate,
    private readonly parts: RunnerParts,
    private readonly stopping: AbortSignal,
    private readonly giveUp: AbortSignal,
  ) {
    this.name = queueName(queue);
    this.rests = new LaneRests(parts.config.LANES, (lane, error) => {
      this.logger.warn(
        `Dispatch of ${queue.channel}${queue.route === '' ? '' : `/${queue.route}`} in lane ${lane} pauses: ${sqlState(error) ?? 'the database is away'}`,
      );
    });
    stopping.addEventListener('abort', () => {
      this.wake();
    });
  }

  private get gate(): QueueGate {
    return this.gateNow();
  }

  /** Something may be due earlier than was known. */
  wake(): void {
    for (const turns of this.turns.values()) turns.doubt();
    this.wakes++;
    for (const wake of this.sleepers) wake();
  }

  /** Resolves after a stop, once every batch that it claimed is completed. */
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
   * While there is more than one claim brings, the next one is on its way while the last one's answer is: a drain waits for answers more
   * than for anything else (0.9 of two cores busy).
   */
  private async roundsBeside(): Promise<void> {
    while (!this.stopping.aborted) {
      const { wakes } = this;
      if (!this.more || !(await this.round())) await this.sleep(this.parts.config.POLL_MS, wakes);
    }
  }

  /** One claim a lane. False when none had anything. */
  private async round(): Promise<boolean> {
    const visits = await this.rests.each(
      (lane) => this.visit(lane),
      () => !this.stopping.aborted && this.gate.waitMs() <= 0,
    );
    return [...visits.values()].includes(true);
  }

  private async visit(lane: number): Promise<boolean> {
    const { config, queue, recorder, signals } = this.parts;
    const { gate } = this;
    const turns = await this.turnsOf(lane, gate);
    if (turns.isEmpty()) return false;
    const pass = await gate.enter(config.BATCH_SIZE);
    if (pass === undefined) return false;
    const { room } = pass;
    await signals.reach('before-claim', room);
    if (this.stopping.aborted) {
      pass.gate.leave(room);
      return false;
    }
    const sources = turns.next(room);
    const leaseToken = queue.newLeaseToken();
    const sentAt = performance.now();
    let batch: Batch;
    try {
      batch = await queue.claim(lane, leaseToken, { queue: this.name, carriers: gate.carriers, batch: room, sources });
    } catch (error) {
      pass.gate.leave(room);
      recorder.release(lane, leaseToken, sentAt, this.giveUp);
      throw error;
    }
    const { entries } = batch;
    pass.gate.leave(room - entries.length);
    turns.took(sources, room, entries.length, slicesOf(batch), config.BATCH_SIZE);
    this.more = entries.length === room;
    if (entries.length === 0) return false;
    gate.sawHalted(batch.halted);
    const processing = this.process(batch, gate, pass).finally(() => {
      this.underWay.delete(processing);
      this.wake();
    });
    this.underWay.add(processing);
    return true;
  }

  /** Read again where they are stale. */
  private async turnsOf(lane: number, { carriers }: QueueGate): Promise<Turns> {
    let turns = this.turns.get(lane);
    if (turns === undefined) this.turns.set(lane, (turns = new Turns()));
    const now = performance.now();
    if (turns.isStale(now)) turns.read(await this.parts.queue.sources(lane, this.name, carriers), now);
    return turns;
  }

  private async process(batch: Batch, gate: QueueGate, pass: Pass): Promise<void> {
    const { signals, handOver, recorder } = this.parts;
    const size = batch.entries.length;
    await signals.reach('after-claim', size);
    const verdicts = await handOver.batch(batch, { queue: this.queue, gate, pass }, this.stopping);
    await signals.reach('before-complete', size);
    await recorder.complete(batch, verdicts, this.giveUp);
    await signals.reach('after-complete', size);
  }

  private async idle(wakes: number): Promise<void> {
    const now = performance.now();
    const waits = this.rests.awake().map((lane) => this.turns.get(lane)?.wait(now) ?? 0);
    const due = Math.max(this.gate.waitMs(), Math.min(this.rests.shortest(), ...waits));
    await this.sleep(Math.max(MIN_SLEEP_MS, Math.min(this.parts.config.POLL_MS, due)), wakes);
    // What sleeps looks again, whatever it knew.
    for (const turns of this.turns.values()) turns.doubt();
  }

  /** @param wakes so many were heard: a further one ends the sleep, or keeps it from beginning */
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
