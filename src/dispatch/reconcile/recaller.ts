// Asks providers, in the background, to recall messages of cancelled requests. It sends nothing, so no dispatch hold and no rate limit
// delays it. A confirmation is stored like a receipt before the request's row notes the progress. If the worker dies in between, the step
// is repeated, which changes nothing at the provider.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Provider } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { Recalls, type RecallStep } from '../../queue/reconcile/recalls.js';
import { sqlState } from '../../queue/statements.js';
import { backoff } from '../attempt/backoff.js';
import { LaneBackoff } from '../lane-backoff.js';
import { Asked, RecallQuestions } from './recall-questions.js';
import { ReceiptIntake } from '../intake/receipt-intake.js';

/** The number of tries of a step without an answer of the provider: about five minutes. */
const TRIES = 10;
const PAUSES = { baseMs: 1_000, maxMs: 60_000 };
/** A step begins no request after this multiple of PROVIDER_TIMEOUT_MS. Its claim lasts twice as long. */
const STEP_TIMEOUTS = 4;

@Injectable()
export class Recaller {
  private readonly logger = new Logger('Recalls');

  constructor(
    private readonly recalls: Recalls,
    private readonly questions: RecallQuestions,
    private readonly intake: ReceiptIntake,
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(stopping: AbortSignal): Promise<void> {
    const laneBackoff = new LaneBackoff(this.config.LANES, (lane, error) => {
      this.logger.warn(`Recall in lane ${lane} failed: ${sqlState(error) ?? 'the database is away'}`);
    });
    while (!stopping.aborted) {
      const steps = await laneBackoff.each((lane) => this.step(lane, stopping));
      if (![...steps.values()].includes(true)) await pause(this.config.POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  /** Runs one step of one request; steps of other requests come before its next one. @returns false if no step is due */
  async step(lane: number, stopping: AbortSignal): Promise<boolean> {
    if (stopping.aborted) return false;
    const budgetMs = STEP_TIMEOUTS * this.config.PROVIDER_TIMEOUT_MS;
    const until = performance.now() + budgetMs;
    const able = this.able();
    const step = await this.recalls.claim(lane, 2 * budgetMs, [...able.keys()]);
    if (step === undefined) return false;
    if (able.size === 0) await this.recalls.advance(step, null);
    else await this.ask(step, able, () => !stopping.aborted && performance.now() < until);
    return true;
  }

  /** Providers that support recalls, by name. */
  private able(): ReadonlyMap<string, Provider> {
    const able = this.providers.all().filter((provider) => provider.recall !== undefined);
    return new Map(able.map((provider) => [provider.name, provider]));
  }

  private async ask(step: RecallStep, able: ReadonlyMap<string, Provider>, goOn: () => boolean): Promise<void> {
    const asked = await this.questions.ask(step, able, goOn);
    await Promise.all(asked.recalled.map((entry) => this.intake.recalled(entry)));
    if (asked.isSilent && step.tries < TRIES) await this.recalls.advance(step, step.from, step.tries, backoff(step.tries, PAUSES));
    else await this.goOn(step, asked);
  }

  private async goOn(step: RecallStep, { isSilent, unasked }: Asked): Promise<void> {
    if (unasked !== undefined && !isSilent) await this.recalls.advance(step, unasked.position - 1);
    else if (step.last) await this.recalls.advance(step, null);
    // A provider without answers so far is asked once about each of the remaining steps.
    else await this.recalls.advance(step, step.upto, isSilent ? TRIES - 1 : 0);
  }
}
