// Starts and stops the doing: a runner for each queue, the sweeper, the asking about what is in doubt, the recaller, the wake calls, and a
// look at what operators set. A stop takes nothing more, waits for what is in a carrier's hands, records it and gives the rest back.
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../platform/config.js';
import { Heartbeat } from '../platform/heartbeat.js';
import { DispatchQueue } from '../queue/dispatch-queue.js';
import { Paces } from '../queue/paces.js';
import { type QueueName, queueName, readQueueName } from '../queue/queue-name.js';
import { Routing } from '../queue/routing.js';
import type { Channel } from '../queue/states.js';
import { SETTINGS_CALL } from '../queue/wake.js';
import { DoubtAsker } from './doubt-asker.js';
import { Gates } from './gates.js';
import { HandOver } from './hand-over.js';
import { LaneRests } from './lane-rests.js';
import { OutcomeDesk } from './outcome-desk.js';
import { Recaller } from './recaller.js';
import { Recorder } from './recorder.js';
import { Runner, type RunnerParts } from './runner.js';
import { SIGNALS, type Signals } from './signals.js';
import { Sweeper } from './sweeper.js';
import { WakeCalls } from './wake-calls.js';
import { WorkerReport } from './worker-report.js';

const CHANNELS: readonly Channel[] = ['text', 'voice'];
/** From a stop on: what the carrier and the database haven't answered by then is left to the lease. */
const GIVE_UP_MS = 6_000;

@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Dispatcher');
  private readonly stopping = new AbortController();
  private readonly giveUp = new AbortController();
  private readonly runners = new Map<string, Runner>();
  private readonly loops: Promise<unknown>[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SIGNALS) private readonly signals: Signals,
    private readonly queue: DispatchQueue,
    private readonly handOver: HandOver,
    private readonly recorder: Recorder,
    private readonly desk: OutcomeDesk,
    private readonly gates: Gates,
    private readonly paces: Paces,
    private readonly sweeper: Sweeper,
    private readonly asker: DoubtAsker,
    private readonly wakeCalls: WakeCalls,
    private readonly heartbeat: Heartbeat,
    private readonly routing: Routing,
    private readonly recaller: Recaller,
    private readonly report: WorkerReport,
  ) {}

  onApplicationBootstrap(): void {
    this.serveAll(null);
    this.desk.onStored((lane) => {
      this.sweeper.resolveSoon(lane);
    });
    const { signal } = this.stopping;
    this.loop(
      this.sweeper.run(signal, () => {
        this.wake();
      }),
    );
    this.loop(
      this.wakeCalls.listen(signal, (call) => {
        // What may go on again goes on as it is set now.
        void (call === SETTINGS_CALL ? this.readSettings() : Promise.resolve()).then(() => {
          this.wake();
        });
      }),
    );
    this.loop(this.asker.run(signal));
    this.loop(this.recaller.run(signal));
    this.loop(this.report.run(signal));
    this.loop(this.watch());
    this.loop(this.watchQueues());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => {
      this.giveUp.abort();
    }, GIVE_UP_MS);
    const gaveUp = new Promise((resolve) => {
      this.giveUp.signal.addEventListener('abort', resolve);
    });
    await Promise.race([Promise.all(this.loops).then(() => this.recorder.settled()), gaveUp]);
    await this.desk.stop(500);
    await this.report.leave(500);
    clearTimeout(timer);
  }

  private loop(running: Promise<unknown>): void {
    this.loops.push(running);
    running.catch((error: unknown) => {
      this.logger.error('Dispatch ended', error instanceof Error ? error.stack : undefined);
    });
  }

  /** Every queue that messages may be put in: of all senders without a pace of their own (null), or of one that has one. */
  private serveAll(sender: string | null): void {
    for (const channel of CHANNELS)
      for (const route of this.routing.routesOf(channel, sender ?? undefined)) this.serve({ channel, route, sender });
  }

  /** A runner for a queue; once. */
  private serve(queue: QueueName): void {
    const name = queueName(queue);
    if (this.runners.has(name) || this.stopping.signal.aborted) return;
    const { config, handOver, recorder, heartbeat, signals } = this;
    const parts: RunnerParts = { config, queue: this.queue, handOver, recorder, heartbeat, signals };
    const runner = new Runner(queue, this.gates.of(queue), parts, this.stopping.signal, this.giveUp.signal);
    this.runners.set(name, runner);
    heartbeat.beat(name);
    this.loop(runner.run());
  }

  private wake(): void {
    for (const runner of this.runners.values()) runner.wake();
  }

  /** A call that was lost costs POLL_MS. */
  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.readSettings();
      await pause(this.config.POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What is open in a queue that nobody serves: of a route that is configured no more, of a sender whose pace was taken away. */
  private async watchQueues(): Promise<void> {
    const { signal } = this.stopping;
    const rests = new LaneRests(this.config.LANES, () => undefined);
    while (!signal.aborted) {
      for (const lane of rests.awake())
        for (const name of (await rests.ask(lane, () => this.queue.openQueues(lane))) ?? []) this.serveLeft(name);
      await pause(this.config.POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private serveLeft(name: string): void {
    if (this.runners.has(name)) return;
    const queue = readQueueName(name);
    if (queue === undefined) return;
    if (!this.routing.has(queue.channel, queue.route))
      this.logger.warn(`The route ${queue.route} is configured no more: what waits for it goes by the carriers of all ${queue.channel}`);
    this.serve(queue);
  }

  private async readSettings(): Promise<void> {
    await this.paces.read();
    for (const sender of this.paces.pacedSenders()) this.serveAll(sender);
    this.gates.recheck();
  }
}
