// A provider without an account: takes text and voice at a configured rate limit, and does to each message what its number asks for
// (scenarios.ts), so that every status can be tried. Its ledger is what truly left.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../platform/config/config.js';
import {
  type Answer,
  type Provider,
  type Known,
  type Message,
  rejectWithoutHandler,
  type Receipt,
  referenceOf,
  type SentMessage,
} from '../provider.js';
import { Conditions } from './conditions.js';
import { Ledger } from './ledger.js';
import { scenarioOf } from './scenarios.js';
import { SimulatorSettings } from './simulator-settings.js';

const MAX_IN_FLIGHT = 200;
/** How long the slow ones take, whatever the latency. */
const SLOW_MS = 3_000;
/** A receipt that nobody stored is sent again, as real providers do. */
const RECEIPT_REPEAT_MS = 500;

export interface SimulatorOptions {
  name?: string;
  ratePerSecond: number;
  latencyMs: number;
  ledger: string;
  /** A receipt follows its answer after so long; until then the message can be recalled. */
  receiptMs?: number;
  /** Messages a second above which it answers “too fast”; 0 = no limit. */
  limit: number;
  /** The file that is there while it can't be reached. */
  outage: string;
}

const TOO_FAST = {
  kind: 'temporary',
  throttled: true,
  retryAfterMs: 1_000,
  reason: 'the provider’s queue is full',
} as const satisfies Answer;
const RECIPIENT_FULL: Answer = { ...TOO_FAST, recipient: 'certainly', reason: 'the recipient’s queue is full' };
const UNREACHABLE = { kind: 'temporary', unreachable: true, reason: 'the provider refused the connection' } as const satisfies Answer;

const idOf = (message: Pick<Message<string>, 'entryId' | 'attempt'>): string => `SIM-${referenceOf(message)}`;

export class Simulator implements Provider<string> {
  readonly name: string;
  readonly channels: readonly string[] = ['text', 'voice'];
  readonly maxInFlight = MAX_IN_FLIGHT;
  readonly ratePerSecond: number;
  private readonly latencyMs: number;
  private readonly ledger: Ledger;
  private readonly conditions: Conditions;
  private readonly receiptMs: number;
  private readonly closed = new AbortController();
  /** What is yet to reach its phone, by reference. */
  private readonly unsent = new Map<string, AbortController>();
  private readonly recalled = new Set<string>();
  private handler: (receipt: Receipt) => Promise<void> = rejectWithoutHandler;

  constructor({ name = 'SIMULATOR', ratePerSecond, latencyMs, receiptMs = 50, ledger, limit, outage }: SimulatorOptions) {
    this.name = name;
    this.ratePerSecond = ratePerSecond;
    this.latencyMs = latencyMs;
    this.receiptMs = receiptMs;
    this.ledger = new Ledger(ledger);
    this.conditions = new Conditions(limit, outage);
  }

  /** @param own what it is told itself, instead of what the configuration says of all */
  static from(config: Config, own = new SimulatorSettings(), name = 'SIMULATOR'): Simulator {
    const { SIMULATOR_LEDGER, SIMULATOR_OUTAGE, DATA_DIR } = config;
    return new Simulator({
      name,
      ratePerSecond: own.rate ?? config.SIMULATOR_RATE,
      latencyMs: own.latencyMs ?? config.SIMULATOR_LATENCY_MS,
      receiptMs: own.receiptMs ?? config.SIMULATOR_RECEIPT_MS,
      ledger: own.ledger ?? (SIMULATOR_LEDGER === '' ? join(DATA_DIR, 'simulator-ledger.ndjson') : SIMULATOR_LEDGER),
      limit: own.limit ?? config.SIMULATOR_LIMIT,
      outage: own.outage ?? (SIMULATOR_OUTAGE === '' ? join(DATA_DIR, 'simulator-outage') : SIMULATOR_OUTAGE),
    });
  }

  /** From here on it is in use: a ledger that can't be written is refused now. */
  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.handler = handler;
    this.ledger.open();
  }

  async handOver(message: Message<string>, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return { ...UNREACHABLE, reason: 'too late' };
    if (this.conditions.isOut()) return UNREACHABLE;
    if (this.conditions.isTooFast()) return TOO_FAST;
    const scenario = scenarioOf(message);
    if (scenario !== 'refused' && scenario !== 'temporary' && scenario !== 'throttled') await this.ledger.write(message);
    if (scenario === 'receipt before answer') await this.tell(message, 'delivered');
    await pause(scenario === 'slow' ? SLOW_MS : this.latencyMs, undefined, { signal });
    const accepted: Answer = { kind: 'accepted', providerMessageId: idOf(message) };
    switch (scenario) {
      case 'accepted':
      case 'slow':
      case 'receipt before answer':
        return accepted;
      case 'delivered':
      case 'undelivered':
        void this.tellLater(message, scenario);
        return accepted;
      case 'refused':
        return { kind: 'refused', reason: 'the provider refused the number' };
      case 'temporary':
        return { kind: 'temporary', reason: 'the provider had a temporary failure' };
      case 'throttled':
        return RECIPIENT_FULL;
      case 'lost answer, delivered':
        void this.tellLater(message, 'delivered');
        throw new Error('the connection was reset');
      case 'lost answer':
      case 'lost answer, found':
        throw new Error('the connection was reset');
    }
  }

  /** It keeps in mind what a number may ask it to: of all others it knows nothing. */
  query(message: SentMessage<string>): Promise<Known> {
    if (!this.conditions.isOut() && scenarioOf(message) === 'lost answer, found')
      return Promise.resolve({ kind: 'accepted', providerMessageId: idOf(message) });
    return Promise.resolve({ kind: 'unknown', reason: 'the provider does not say' });
  }

  /** What its number lets reach nobody has left at once; so has whatever another process took over. */
  recall(message: SentMessage<string>): Promise<'recalled' | 'too late' | 'unknown'> {
    const reference = referenceOf(message);
    if (this.conditions.isOut() || message.providerMessageId !== idOf(message)) return Promise.resolve('unknown');
    const unsent = this.unsent.get(reference);
    if (unsent !== undefined) this.recalled.add(reference);
    unsent?.abort();
    return Promise.resolve(this.recalled.has(reference) ? 'recalled' : 'too late');
  }

  async close(): Promise<void> {
    this.closed.abort();
    for (const each of this.unsent.values()) each.abort();
    await this.ledger.close();
  }

  private tell({ entryId, attempt }: Message<string>, status: Receipt['status']): Promise<void> {
    const receipt: Receipt = { entryId, attempt, status, providerMessageId: idOf({ entryId, attempt }) };
    return this.handler(status === 'delivered' ? receipt : { ...receipt, reason: 'the phone was not reachable' });
  }

  /** Repeated until it is stored; what the process had still to tell when it ends is never told. */
  private async tellLater(message: Message<string>, status: Receipt['status']): Promise<void> {
    const reference = referenceOf(message);
    const stopped = new AbortController();
    this.unsent.set(reference, stopped);
    const arrived = await pause(this.receiptMs, true, { signal: stopped.signal, ref: false }).catch(() => false);
    this.unsent.delete(reference);
    if (!arrived) return;
    do {
      try {
        await this.tell(message, status);
        return;
      } catch {
        // Nobody stored it.
      }
    } while (await pause(RECEIPT_REPEAT_MS, true, { signal: this.closed.signal, ref: false }).catch(() => false));
  }
}
