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
import { LaneRests } from './lane-rests.js';
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
    this.rests = new LaneRests(parts.config.LANES, (lane, error) => {
      this.logger.warn(`Dispatch of ${name} in lane ${lane} pauses: ${sqlState(error) ?? 'the database is away'}`);
    });
    stopping.addEventListener('abort', () => {
      this.wake();
    });
  }

  /** Something may be due earlier than was known. */
  wake(): void {
    for (const turns of this.turns.values()) turns.doubt();
    this.woken = true;
    this.wakeUp();
  }

  /** Resolves after a stop, once every window that it took is recorded. */
  async run(): Promise<void> {
    while (!this.stopping.aborted) {
      this.parts.heartbeat.beat(this.name);
      this.woken = false;
      if (!(await this.round())) await this.idle();
    }
    await Promise.all(this.underWay);
  }

  /** One take a lane. False when none had anything. */
  private async round(): Promise<boolean> {
    let busy = false;
    for (const lane of this.rests.awake()) {
      if (this.stopping.aborted) break;
      if (await this.rests.ask(lane, () => this.visit(lane))) busy = true;
    }
    return busy;
  }

  private async visit(lane: number): Promise<boolean> {
    const { config, queue, recorder } = this.parts;
    const turns = await this.turnsOf(lane);
    if (turns.isEmpty()) return false;
    const room = this.capacity === undefined ? config.WINDOW : await this.capacity.reserve(config.WINDOW);
    if (this.stopping.aborted) {
      this.capacity?.release(room);
      return false;
    }
    const holder = queue.newHolder();
    const sentAt = performance.now();
    let window: Window;
    try {
      window = await queue.take(lane, holder, { queue: this.name, window: room, sources: turns.next(room) });
    } catch (error) {
      this.capacity?.release(room);
      recorder.giveBack(lane, holder, sentAt, this.giveUp);
      throw error;
    }
    const { entries } = window;
    this.capacity?.release(room - entries.length);
    turns.took(room, entries.length, slicesOf(window), config.WINDOW);
    if (entries.length === 0) return false;
    const processing = this.process(window).finally(() => {
      this.underWay.delete(processing);
      this.wake();
    });
    this.underWay.add(processing);
    return true;
  }

  /** Read again where they are stale. */
  private async turnsOf(lane: number): Promise<Turns> {
    let turns = this.turns.get(lane);
    if (turns === undefined) this.turns.set(lane, (turns = new Turns()));
    const now = performance.now();
    if (turns.isStale(now)) turns.read(await this.parts.queue.sources(lane, this.name), now);
    return turns;
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
    const now = performance.now();
    const waits = this.rests.awake().map((lane) => this.turns.get(lane)?.wait(now) ?? 0);
    await this.sleep(Math.max(MIN_SLEEP_MS, Math.min(this.parts.config.POLL_MS, this.rests.shortest(), ...waits)));
    // What sleeps looks again, whatever it knew.
    for (const turns of this.turns.values()) turns.doubt();
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

const slicesOf = ({ entries }: Window): number => new Set(entries.map(({ requestId, first }) => `${requestId} ${first}`)).size;
