// Starts and stops the doing: a runner for each queue, the sweeper, the wake calls. A stop takes nothing more, waits for what is in a
// carrier's hands, records it and gives the rest back.
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { Heartbeat } from '../platform/heartbeat.js';
import { DispatchQueue } from '../queue/dispatch-queue.js';
import type { Channel } from '../queue/states.js';
import { HandOver } from './hand-over.js';
import { OutcomeDesk } from './outcome-desk.js';
import { Recorder } from './recorder.js';
import { Routes } from './routes.js';
import { Runner } from './runner.js';
import { SIGNALS, type Signals } from './signals.js';
import { Sweeper } from './sweeper.js';
import { WakeCalls } from './wake-calls.js';

const QUEUES: readonly Channel[] = ['text', 'voice'];
/** From a stop on: what the carrier and the database haven't answered by then is left to the lease. */
const GIVE_UP_MS = 6_000;

@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Dispatcher');
  private readonly stopping = new AbortController();
  private readonly giveUp = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SIGNALS) private readonly signals: Signals,
    private readonly queue: DispatchQueue,
    private readonly handOver: HandOver,
    private readonly recorder: Recorder,
    private readonly desk: OutcomeDesk,
    private readonly routes: Routes,
    private readonly sweeper: Sweeper,
    private readonly wakeCalls: WakeCalls,
    private readonly heartbeat: Heartbeat,
  ) {}

  onApplicationBootstrap(): void {
    const { config, queue, handOver, recorder, heartbeat, signals } = this;
    const parts = { config, queue, handOver, recorder, heartbeat, signals };
    const runners = QUEUES.map((name) => new Runner(name, this.routes.capacityFor(name), parts, this.stopping.signal, this.giveUp.signal));
    const wakeAll = (): void => {
      for (const runner of runners) runner.wake();
    };
    this.desk.onStored((lane) => {
      this.sweeper.resolveSoon(lane);
    });
    for (const name of QUEUES) heartbeat.beat(name);
    this.running = Promise.all([
      ...runners.map((runner) => runner.run()),
      this.sweeper.run(this.stopping.signal, wakeAll),
      this.wakeCalls.listen(this.stopping.signal, wakeAll),
    ]);
    this.running.catch((error: unknown) => {
      this.logger.error('Dispatch ended', error instanceof Error ? error.stack : undefined);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => {
      this.giveUp.abort();
    }, GIVE_UP_MS);
    const gaveUp = new Promise((resolve) => {
      this.giveUp.signal.addEventListener('abort', resolve);
    });
    await Promise.race([this.running.then(() => this.recorder.settled()), gaveUp]);
    await this.desk.stop(500);
    clearTimeout(timer);
  }
}
