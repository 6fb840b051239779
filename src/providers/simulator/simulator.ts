// A provider without an account: it accepts texts and calls at a configured rate limit. The number of each message chooses its scenario
// (scenarios.ts), so that every status can be tried. Its ledger lists the messages that left.
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
/** The answer time of the slow scenario, whatever the latency. */
const SLOW_MS = 3_000;
/** A receipt that was not stored is sent again, as real providers do. */
const RECEIPT_REPEAT_MS = 500;

export interface SimulatorOptions {
  name?: string;
  ratePerSecond: number;
  latencyMs: number;
  ledger: string;
  /** The pause between the answer and the receipt; until then the message can be recalled. */
  receiptMs?: number;
  /** Messages a second above which it answers “too fast”; 0 = no limit. */
  limit: number;
  /** While this file exists, the provider cannot be reached. */
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
  /** Messages before their receipt, by reference. */
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

  /** @param own settings of this provider, instead of those for all */
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

  /** The provider is in use from here on: a ledger that cannot be written is refused now. */
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
    if (scenario === 'receipt before answer') await this.sendReceipt(message, 'delivered');
    await pause(scenario === 'slow' ? SLOW_MS : this.latencyMs, undefined, { signal });
    const accepted: Answer = { kind: 'accepted', providerMessageId: idOf(message) };
    switch (scenario) {
      case 'accepted':
      case 'slow':
      case 'receipt before answer':
        return accepted;
      case 'delivered':
      case 'undelivered':
        void this.sendReceiptLater(message, scenario);
        return accepted;
      case 'refused':
        return { kind: 'refused', reason: 'the provider refused the number' };
      case 'temporary':
        return { kind: 'temporary', reason: 'the provider had a temporary failure' };
      case 'throttled':
        return RECIPIENT_FULL;
      case 'lost answer, delivered':
        void this.sendReceiptLater(message, 'delivered');
        throw new Error('the connection was reset');
      case 'lost answer':
      case 'lost answer, found':
        throw new Error('the connection was reset');
    }
  }

  /** It remembers only messages whose scenario has a look-up; all others are unknown to it. */
  query(message: SentMessage<string>): Promise<Known> {
    if (!this.conditions.isOut() && scenarioOf(message) === 'lost answer, found')
      return Promise.resolve({ kind: 'accepted', providerMessageId: idOf(message) });
    return Promise.resolve({ kind: 'unknown', reason: 'the provider does not say' });
  }

  /** A message without a receipt has left at once; so has a message of another process. */
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

  private sendReceipt({ entryId, attempt }: Message<string>, status: Receipt['status']): Promise<void> {
    const receipt: Receipt = { entryId, attempt, status, providerMessageId: idOf({ entryId, attempt }) };
    return this.handler(status === 'delivered' ? receipt : { ...receipt, reason: 'the phone was not reachable' });
  }

  /** Repeated until it is stored. Receipts that are still open when the process ends are lost. */
  private async sendReceiptLater(message: Message<string>, status: Receipt['status']): Promise<void> {
    const reference = referenceOf(message);
    const stopped = new AbortController();
    this.unsent.set(reference, stopped);
    const arrived = await pause(this.receiptMs, true, { signal: stopped.signal, ref: false }).catch(() => false);
    this.unsent.delete(reference);
    if (!arrived) return;
    do {
      try {
        await this.sendReceipt(message, status);
        return;
      } catch {
        // The receipt was not stored.
      }
    } while (await pause(RECEIPT_REPEAT_MS, true, { signal: this.closed.signal, ref: false }).catch(() => false));
  }
}
