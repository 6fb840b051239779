// The reason why a provider takes no messages, or fewer: its own last words. The reason is kept until the provider takes messages again.
// It is logged once, and the worker reports it to the system page.
import type { Logger } from '@nestjs/common';
import type { Answer } from '../../providers/provider.js';
import type { Trouble } from '../../queue/control/workers.js';
import { isFailure } from './breaker.js';

/** The same sentence is not logged again within this. */
const SAID_MS = 60_000;
/** Objections further apart than this are of two slow-downs. */
const QUIET_MS = 60_000;

interface Seen {
  kind: Trouble['kind'];
  reason: string;
  since: number;
  at: number;
}

export class Health {
  private failing: Seen | undefined;
  private throttled: Seen | undefined;
  /** What the log says of it, until it says that it is over. */
  private told: string | undefined;
  private readonly toldAt = new Map<string, number>();

  /** @param onChange hears of each new reason, and of the end */
  constructor(
    private readonly name: string,
    private readonly logger: Pick<Logger, 'log' | 'warn'>,
    private readonly onChange: () => void,
  ) {}

  hear(answer: Answer): void {
    if (answer.kind === 'temporary' && answer.throttled && answer.recipient === undefined)
      this.throttled = seen(this.throttled, 'throttled', answer.reason);
    if (!isFailure(answer)) this.end();
    else if (answer.kind === 'temporary' || answer.kind === 'unknown') this.fail(answer);
  }

  /** Nothing more goes to it but one message that tries: now it is said, whatever it is. */
  heldDead(): void {
    if (this.failing?.kind === 'outage') this.tell(`${this.name} takes nothing: ${this.failing.reason}. One message at a time tries it`);
  }

  /** @param slow whether something is slower for what it said */
  trouble(slow: boolean): Trouble | null {
    const now = this.failing ?? (slow ? this.throttled : undefined);
    if (now === undefined) return null;
    const { kind, reason, since, at } = now;
    return { kind, reason, since: new Date(since).toISOString(), at: new Date(at).toISOString() };
  }

  private fail(answer: Extract<Answer, { reason: string }>): void {
    const kind = 'fault' in answer && answer.fault === 'configuration' ? 'configuration' : 'outage';
    const before = this.failing;
    this.failing = seen(before, kind, answer.reason);
    if (kind === 'configuration') this.tell(`${this.name} takes nothing until its account or settings are mended: ${answer.reason}`);
    else if (this.told !== undefined) this.heldDead();
    if (before?.kind !== kind || before.reason !== answer.reason) this.onChange();
  }

  private end(): void {
    if (this.failing === undefined) return;
    this.failing = undefined;
    if (this.told !== undefined) this.logger.log(`${this.name} takes messages again`);
    this.told = undefined;
    this.onChange();
  }

  private tell(sentence: string): void {
    if (this.told === sentence) return;
    this.told = sentence;
    const now = performance.now();
    if (now - (this.toldAt.get(sentence) ?? -Infinity) < SAID_MS) return;
    if (this.toldAt.size > 100) this.toldAt.clear();
    this.toldAt.set(sentence, now);
    this.logger.warn(sentence);
  }
}

function seen(before: Seen | undefined, kind: Seen['kind'], reason: string): Seen {
  const now = Date.now();
  const goesOn = before?.kind === kind && (kind !== 'throttled' || now - before.at < QUIET_MS);
  return { kind, reason, since: goesOn ? before.since : now, at: now };
}
