// Starts and stops the loops of a worker: a runner for each queue, the upkeep (rescue, expiry, receipts), retention, the in-doubt
// reconciler, the recaller, the wake calls, and the reader of the operator's settings. After a stop nothing more is claimed. The worker
// waits for messages that a provider has and completes them; it releases the rest.
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Heartbeat } from '../../platform/heartbeat.js';
import { RareWarning } from '../../platform/rare-warning.js';
import { Providers } from '../../providers/providers.js';
import { Channels } from '../../queue/channels.js';
import { DispatchHolds } from '../../queue/control/dispatch-holds.js';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';
import { SETTINGS_CALL } from '../../queue/control/notify.js';
import { type QueueName, queueName, readQueueName } from '../../queue/queue-name.js';
import { type LimitedSender, RateLimits } from '../../queue/control/rate-limits.js';
import { Retention } from '../../queue/retention/retention.js';
import { Routing } from '../../queue/routing.js';
import { SuppressionMoves } from '../../queue/suppression/moves.js';
import { HandOver } from '../attempt/hand-over.js';
import { InDoubtReconciler } from '../reconcile/in-doubt-reconciler.js';
import { LaneBackoff } from '../lane-backoff.js';
import { ProviderSelectors } from '../admission/provider-selectors.js';
import { Recaller } from '../reconcile/recaller.js';
import { ReceiptIntake } from '../intake/receipt-intake.js';
import { Recorder } from './recorder.js';
import { Runner, type RunnerParts } from './runner.js';
import { SIGNALS, type Signals } from './signals.js';
import { Upkeep } from './upkeep.js';
import { WakeCalls } from './wake-calls.js';
import { WorkerReport } from './worker-report.js';

/** The time after a stop until which providers and the database are waited for; the leases cover the rest. */
const GIVE_UP_MS = 6_000;
/** After this number of reads without open entries in a tenant's own queue, the queue has no runner until it has entries again. */
const IDLE_LOOKS = 60;
/** The least time between two of these reads. */
const LOOK_MS = 50;

interface Served {
  queue: QueueName;
  runner: Runner;
  /** Reads since the queue last had open entries. */
  idle: number;
  end: AbortController;
}

@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Dispatcher');
  private readonly stopping = new AbortController();
  private readonly giveUp = new AbortController();
  private readonly runners = new Map<string, Served>();
  private readonly loops = new Set<Promise<unknown>>();
  private readonly unserved = new RareWarning(this.logger);
  private lookSoon: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SIGNALS) private readonly signals: Signals,
    private readonly queue: DispatchQueue,
    private readonly handOver: HandOver,
    private readonly recorder: Recorder,
    private readonly intake: ReceiptIntake,
    private readonly selectors: ProviderSelectors,
    private readonly rateLimits: RateLimits,
    private readonly holds: DispatchHolds,
    private readonly upkeep: Upkeep,
    private readonly retention: Retention,
    private readonly moves: SuppressionMoves,
    private readonly reconciler: InDoubtReconciler,
    private readonly wakeCalls: WakeCalls,
    private readonly heartbeat: Heartbeat,
    private readonly routing: Routing,
    private readonly recaller: Recaller,
    private readonly report: WorkerReport,
    private readonly providers: Providers,
    private readonly channels: Channels,
  ) {}

  onApplicationBootstrap(): void {
    this.serveAll(null);
    this.intake.onStored((lane) => {
      this.upkeep.applySoon(lane);
    });
    const { signal } = this.stopping;
    this.loop(
      this.upkeep.run(signal, () => {
        this.wake();
      }),
    );
    this.loop(
      this.wakeCalls.listen(signal, (call) => {
        // The settings are read before the runners wake, so that resumed queues follow the new settings.
        void (call === SETTINGS_CALL ? this.receiveSettings() : Promise.resolve()).then(() => {
          this.wake();
        });
      }),
    );
    this.loop(this.retention.run(signal));
    this.loop(this.moves.run(signal));
    this.loop(this.reconciler.run(signal));
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
    await this.intake.stop(500);
    await this.report.leave(500);
    clearTimeout(timer);
  }

  private loop(running: Promise<unknown>): void {
    this.loops.add(running);
    running
      .catch((error: unknown) => {
        this.logger.error('Dispatch ended', error instanceof Error ? error.stack : undefined);
      })
      .finally(() => this.loops.delete(running));
  }

  /**
   * Starts the runners of every queue that messages may be stored in: of all senders without a rate limit of their own (null), or of one
   * sender with one.
   */
  private serveAll(limited: LimitedSender | null): void {
    const sender = limited?.sender ?? null;
    for (const { name: channel } of this.channels.all.filter(({ module }) => limited === null || limited.module === module))
      for (const route of this.routing.routesOf(channel, sender ?? undefined)) this.serve({ channel, route, sender });
  }

  /** Starts the runner of a queue, once. */
  private serve(queue: QueueName): void {
    const name = queueName(queue);
    if (this.runners.has(name) || this.stopping.signal.aborted) return;
    const { config, handOver, recorder, heartbeat, signals } = this;
    const parts: RunnerParts = { config, queue: this.queue, handOver, recorder, heartbeat, signals };
    const end = new AbortController();
    const ending = AbortSignal.any([this.stopping.signal, end.signal]);
    const runner = new Runner(queue, () => this.selectors.of(queue), parts, ending, this.giveUp.signal);
    this.runners.set(name, { queue, runner, idle: 0, end });
    heartbeat.beat(name);
    const running = runner.run().finally(() => {
      if (!this.runners.has(name)) heartbeat.forget(name);
    });
    this.loop(running);
  }

  private wake(): void {
    let own = 0;
    for (const { queue, runner } of this.runners.values()) {
      runner.wake();
      if (this.routing.isOwn(queue.route)) own++;
    }
    // Due entries may be in a queue that has no runner yet.
    if (own < this.routing.ownCount) this.lookSoon();
  }

  /** Reads the settings every POLL_MS, so that a lost call delays them by no more than that. */
  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.readSettings();
      await pause(this.config.POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Serves open queues without a runner: those of a tenant's own route, of a route that is no longer configured, and of a sender whose rate
   * limit was removed. A runner reads each lane every POLL_MS, so tenants' own queues, of which there may be thousands, have a runner only
   * while they have entries.
   */
  private async watchQueues(): Promise<void> {
    const { signal } = this.stopping;
    const laneBackoff = new LaneBackoff(this.config.LANES, () => undefined);
    while (!signal.aborted) {
      const woken = new AbortController();
      this.lookSoon = () => {
        woken.abort();
      };
      const names = await laneBackoff.each((lane) => this.queue.openQueues(lane));
      const open = new Set([...names.values()].flat());
      for (const name of open) await this.serveLeft(name);
      if (names.size === this.config.LANES.length) this.endIdle(open);
      await pause(Math.min(LOOK_MS, this.config.POLL_MS), undefined, { signal }).catch(() => undefined);
      const until = AbortSignal.any([signal, woken.signal]);
      await pause(this.config.POLL_MS, undefined, { signal: until }).catch(() => undefined);
    }
  }

  private async serveLeft(name: string): Promise<void> {
    if (this.runners.has(name)) return;
    const queue = readQueueName(name);
    if (queue === undefined || !this.channels.has(queue.channel)) {
      this.unserved.warn(name, `The queue ${name} is not served: no module of this process has registered its channel. Its messages wait`);
      return;
    }
    if (!this.routing.has(queue.channel, queue.route)) {
      // Another process may have read a tenant's own route earlier. The queue waits while the providers of tenants cannot be read.
      if (this.routing.isOwn(queue.route) && !(await this.renewed())) return;
      if (!this.routing.has(queue.channel, queue.route))
        this.logger.warn(
          `The route ${queue.route} is no longer configured: its waiting messages go by the default route of ${queue.channel}`,
        );
    }
    this.serve(queue);
  }

  private endIdle(open: ReadonlySet<string>): void {
    for (const [name, served] of this.runners) {
      if (!this.routing.isOwn(served.queue.route)) continue;
      served.idle = open.has(name) ? 0 : served.idle + 1;
      if (served.idle < IDLE_LOOKS) continue;
      this.runners.delete(name);
      served.end.abort();
    }
  }

  /** Reads the providers that tenants have stored. @returns false if they cannot be read */
  private renewed(): Promise<boolean> {
    return this.providers.renew().then(
      () => true,
      () => false,
    );
  }

  private async receiveSettings(): Promise<void> {
    await Promise.all([this.readSettings(), this.renewed()]);
  }

  private async readSettings(): Promise<void> {
    await this.rateLimits.read();
    for (const limited of this.rateLimits.limitedSenders()) this.serveAll(limited);
    const [lane = 0] = this.config.LANES;
    this.selectors.recheck(await this.holds.heldOf(lane, null, this.selectors.providers()).catch(() => undefined));
  }
}
