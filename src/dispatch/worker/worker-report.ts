// Reports every few seconds that this process is alive, and the state of its providers. After a failed report the next one follows as
// usual.
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { VERSION } from '../../platform/version.js';
import { type ProviderReport, type Worker, Workers } from '../../queue/control/workers.js';
import { ForeignReceipts } from '../reconcile/foreign-receipts.js';
import { ProviderSelectors } from '../admission/provider-selectors.js';
import { type ProviderRuntime, Routes } from '../admission/routes.js';

const EVERY_MS = 2_000;
const SOONEST_MS = 200;
/** The number of reports between two removals of workers without a report. */
const FORGET_EVERY = 300;

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

@Injectable()
export class WorkerReport {
  private readonly worker: Worker;

  constructor(
    private readonly workers: Workers,
    private readonly routes: Routes,
    private readonly selectors: ProviderSelectors,
    private readonly foreign: ForeignReceipts,
    @Inject(CONFIG) { ROLE }: Config,
  ) {
    this.worker = { id: randomUUID(), host: hostname(), pid: process.pid, role: ROLE, version: VERSION };
  }

  async run(stopping: AbortSignal): Promise<void> {
    let woken = new AbortController();
    // A change of a provider's trouble is reported at once.
    this.routes.onTrouble(() => {
      woken.abort();
    });
    for (let reports = 0; !stopping.aborted; reports++) {
      woken = new AbortController();
      await this.workers.seen(this.worker, this.reports()).catch(() => undefined);
      if (reports % FORGET_EVERY === 0) await this.workers.forget().catch(() => undefined);
      await pause(SOONEST_MS, undefined, { signal: stopping }).catch(() => undefined);
      await pause(EVERY_MS - SOONEST_MS, undefined, { signal: AbortSignal.any([stopping, woken.signal]) }).catch(() => undefined);
    }
  }

  /** Called after the last report. */
  async leave(withinMs: number): Promise<void> {
    await Promise.race([this.workers.left(this.worker.id).catch(() => undefined), pause(withinMs, undefined, { ref: false })]);
  }

  private reports(): ProviderReport[] {
    return this.routes.all().map((runtime) => this.reportOf(runtime));
  }

  private reportOf(runtime: ProviderRuntime): ProviderReport {
    const { provider, inFlight, breaker, health } = runtime;
    const slowMs = this.selectors.slowMs(runtime);
    return {
      provider: provider.name,
      channels: provider.channels,
      ratePerSecond: provider.ratePerSecond,
      breaker: breaker.isTrying() ? 'open' : 'closed',
      inFlight: inFlight.count,
      maxInFlight: provider.maxInFlight,
      throttledUntil: slowMs === 0 ? null : iso(Date.now() + slowMs),
      lastAnswerAt: iso(breaker.answeredAt),
      foreignReceipts: this.foreign.countOf(provider.name),
      ...(provider.unread !== undefined && { unread: provider.unread }),
      trouble: health.trouble(slowMs > 0),
    };
  }
}
