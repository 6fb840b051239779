// The reason why a provider accepts no messages, or fewer: the reason of its last answers. It is kept until the provider accepts messages
// again. It is logged once, and the worker reports it to the system page.
import type { Logger } from '@nestjs/common';
import type { Answer } from '../../providers/provider.js';
import type { Trouble } from '../../queue/control/workers.js';
import { isFailure } from './breaker.js';

/** The least time between two log lines with the same sentence. */
const REPEAT_LOG_MS = 60_000;
/** Objections further apart than this belong to different slow-downs. */
const QUIET_MS = 60_000;

interface Observed {
  kind: Trouble['kind'];
  reason: string;
  since: number;
  at: number;
}

export class Health {
  private failing: Observed | undefined;
  private throttled: Observed | undefined;
  /** The last logged sentence; undefined after the end was logged. */
  private logged: string | undefined;
  private readonly loggedAt = new Map<string, number>();

  /** @param onChange called at each new reason, and at the end */
  constructor(
    private readonly name: string,
    private readonly logger: Pick<Logger, 'log' | 'warn'>,
    private readonly onChange: () => void,
  ) {}

  record(answer: Answer): void {
    if (answer.kind === 'temporary' && answer.throttled && answer.recipient === undefined)
      this.throttled = observed(this.throttled, 'throttled', answer.reason);
    if (!isFailure(answer)) this.end();
    else if (answer.kind === 'temporary' || answer.kind === 'unknown') this.fail(answer);
  }

  /** The breaker has opened, so that only one message at a time tests the provider: logs the reason. */
  breakerOpened(): void {
    if (this.failing?.kind === 'outage')
      this.warn(`${this.name} accepts no messages: ${this.failing.reason}. One message at a time tests the provider`);
  }

  /** @param slow true: a queue is slowed down by the provider's objections */
  trouble(slow: boolean): Trouble | null {
    const now = this.failing ?? (slow ? this.throttled : undefined);
    if (now === undefined) return null;
    const { kind, reason, since, at } = now;
    return { kind, reason, since: new Date(since).toISOString(), at: new Date(at).toISOString() };
  }

  private fail(answer: Extract<Answer, { reason: string }>): void {
    const kind = 'fault' in answer && answer.fault === 'configuration' ? 'configuration' : 'outage';
    const before = this.failing;
    this.failing = observed(before, kind, answer.reason);
    if (kind === 'configuration')
      this.warn(`${this.name} accepts no messages until its account or settings are corrected: ${answer.reason}`);
    else if (this.logged !== undefined) this.breakerOpened();
    if (before?.kind !== kind || before.reason !== answer.reason) this.onChange();
  }

  private end(): void {
    if (this.failing === undefined) return;
    this.failing = undefined;
    if (this.logged !== undefined) this.logger.log(`${this.name} accepts messages again`);
    this.logged = undefined;
    this.onChange();
  }

  private warn(sentence: string): void {
    if (this.logged === sentence) return;
    this.logged = sentence;
    const now = performance.now();
    if (now - (this.loggedAt.get(sentence) ?? -Infinity) < REPEAT_LOG_MS) return;
    if (this.loggedAt.size > 100) this.loggedAt.clear();
    this.loggedAt.set(sentence, now);
    this.logger.warn(sentence);
  }
}

function observed(before: Observed | undefined, kind: Observed['kind'], reason: string): Observed {
  const now = Date.now();
  const goesOn = before?.kind === kind && (kind !== 'throttled' || now - before.at < QUIET_MS);
  return { kind, reason, since: goesOn ? before.since : now, at: now };
}
