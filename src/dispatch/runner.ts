// Serves one queue: reserves what the carrier can take now, takes a window of a lane, has it handed over and recorded, lane after lane.
// Several windows are under way at once, bounded by the carrier's capacity. Nothing due: sleeps until something is, or a wake.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../platform/config.js';
import type { Heartbeat } from '../platform/heartbeat.js';
import type { DispatchQueue } from '../queue/dispatch-queue.js';
import { sqlState } from '../queue/statements.js';
import type { Channel } from '../queue/states.js';
import type { Window } from '../queue/window.js';
import type { Capacity } from './capacity.js';
import type { HandOver } from './hand-over.js';
import type { Recorder } from './recorder.js';
import type { Signals } from './signals.js';

/** The order in which a take probes the classes, by turns: the urgent first, and every fourth time another, so that none starves. */
const CLASS_ORDERS = [
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [2, 0, 1, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [3, 1, 0, 2],
];
/** Shortest sleep: what is due but locked by another's statement is looked at again after it. */
const MIN_SLEEP_MS = 5;
const MAX_FAILURE_PAUSE_MS = 2_000;

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
  /** How many slices a take may span, by lane: grows while windows come back unfilled, shrinks when few were needed. */
  private readonly spans = new Map<number, number>();
  private turns = 0;
  private woken = false;
  private wakeUp: () => void = () => undefined;

  /** @param stopping aborted when nothing more may begin. @param giveUp aborted when the process can wait no longer */
  constructor(
    private readonly name: Channel,
    private readonly capacity: Capacity | undefined,
    private readonly parts: RunnerParts,
    private readonly stopping: AbortSignal,
    private readonly giveUp: AbortSignal,
  ) {
    stopping.addEventListener('abort', () => {
      this.wake();
    });
  }

  /** Something may be due earlier than was known. */
  wake(): void {
    this.woken = true;
    this.wakeUp();
  }

  /** Resolves after a stop, once every window that it took is recorded. */
  async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping.aborted) {
      this.parts.heartbeat.beat();
      this.woken = false;
      try {
        if (!(await this.round())) await this.idle();
        failures = 0;
      } catch (error) {
        this.logger.warn(`Dispatch of ${this.name} pauses: ${sqlState(error) ?? 'the database is away'}`);
        await this.sleep(Math.min(MAX_FAILURE_PAUSE_MS, 50 * 2 ** failures++));
      }
    }
    await Promise.all(this.underWay);
  }

  /** One take a lane. False when none had anything. */
  private async round(): Promise<boolean> {
    let busy = false;
    for (const lane of this.parts.config.LANES) {
      if (this.stopping.aborted) break;
      if (await this.visit(lane)) busy = true;
    }
    return busy;
  }

  private async visit(lane: number): Promise<boolean> {
    const { config, queue, recorder } = this.parts;
    const room = this.capacity === undefined ? config.WINDOW : await this.capacity.reserve(config.WINDOW);
    if (this.stopping.aborted) {
      this.capacity?.release(room);
      return false;
    }
    await this.parts.signals.reach('before-take', room);
    const holder = queue.newHolder();
    const sentAt = performance.now();
    const slices = Math.min(this.spans.get(lane) ?? 1, room);
    let window: Window;
    try {
      const classes = CLASS_ORDERS[this.turns++ % CLASS_ORDERS.length] ?? [];
      window = await queue.take(lane, holder, { queue: this.name, window: room, slices, classes });
    } catch (error) {
      this.capacity?.release(room);
      recorder.giveBack(lane, holder, sentAt, this.giveUp);
      throw error;
    }
    const { entries } = window;
    this.capacity?.release(room - entries.length);
    this.adaptSpan(lane, slices, room, entries);
    if (entries.length === 0) return false;
    const processing = this.process(window).finally(() => {
      this.underWay.delete(processing);
      this.wake();
    });
    this.underWay.add(processing);
    return true;
  }

  private adaptSpan(lane: number, slices: number, room: number, entries: Window['entries']): void {
    const used = new Set(entries.map(({ requestId, first }) => `${requestId} ${first}`)).size;
    if (entries.length < room) this.spans.set(lane, Math.min(this.parts.config.WINDOW, slices * 2));
    else if (used < slices / 2) this.spans.set(lane, Math.max(1, slices >> 1));
  }

  private async process(window: Window): Promise<void> {
    const { signals, handOver, recorder } = this.parts;
    const size = window.entries.length;
    await signals.reach('after-take', size);
    const verdicts = await handOver.window(window, this.capacity, this.stopping);
    await signals.reach('before-record', size);
    await recorder.record(window, verdicts, this.giveUp);
    await signals.reach('after-record', size);
  }

  private async idle(): Promise<void> {
    const { config, queue } = this.parts;
    let wait = config.POLL_MS;
    for (const lane of config.LANES) wait = Math.min(wait, (await queue.nextDue(lane, this.name)) ?? wait);
    await this.sleep(Math.max(wait, MIN_SLEEP_MS));
  }

  private async sleep(ms: number): Promise<void> {
    const awake = new AbortController();
    this.wakeUp = () => {
      awake.abort();
    };
    if (!this.woken) await pause(ms, undefined, { signal: awake.signal }).catch(() => undefined);
    this.wakeUp = () => undefined;
  }
}
