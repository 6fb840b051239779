// A provider of a tenant's own, which may be given other settings while it works: from then on everything goes by the new ones, and the
// ones before are let go when what they had in hand is answered.
import { KnownAddresses } from '../http/known-addresses.js';
import {
  type Answer,
  type CallbackAnswer,
  type CallbackRequest,
  type Provider,
  type Inbound,
  type Known,
  type Message,
  type MessageIds,
  rejectWithoutHandler,
  type Receipt,
  type Unread,
} from '../provider.js';
import { type InboundForm, inboundFormOf, type ReadsInboundForm } from '../inbound-form.js';

/** Whose messages to our numbers are taken. */
export interface InboundRules {
  isEnabled: boolean;
  /** Addresses and ranges; empty: from wherever they are signed. */
  from: readonly string[];
}

const NOTHING: Known = { kind: 'unknown', reason: 'it can’t be asked' };

type Callbacks = NonNullable<Provider['callbacks']>;

/** A provider by which something may be under way. */
class Held {
  private uses = 0;
  private retired = false;
  private closing: Promise<void> | undefined;

  constructor(readonly provider: Provider) {}

  async use<T>(ask: (provider: Provider) => Promise<T>): Promise<T> {
    this.uses++;
    try {
      return await ask(this.provider);
    } finally {
      this.uses--;
      if (this.retired && this.uses === 0) void this.close();
    }
  }

  get isClosed(): boolean {
    return this.closing !== undefined;
  }

  retire(): void {
    this.retired = true;
    if (this.uses === 0) void this.close();
  }

  close(): Promise<void> {
    this.closing ??= this.provider.close().catch(() => undefined);
    return this.closing;
  }
}

export class StoredProvider implements Provider, ReadsInboundForm {
  readonly name: string;
  readonly channels: readonly string[];
  readonly maxInFlight: number;
  readonly ratePerSecond: number;
  private held: Held;
  /** Which something may still be under way by. */
  private before: Held[] = [];
  private ids: MessageIds | undefined;
  private receipts: ((receipt: Receipt) => Promise<void>) | undefined;
  private inbound: (inbound: Inbound) => Promise<void> = rejectWithoutHandler;

  constructor(
    readonly tenant: string,
    provider: Provider,
    channel: string,
    private rules: InboundRules,
  ) {
    this.name = provider.name;
    this.channels = [channel];
    this.maxInFlight = provider.maxInFlight;
    this.ratePerSecond = provider.ratePerSecond;
    this.held = new Held(provider);
    this.introduce(provider);
  }

  /** The same account, with other settings. */
  replace(provider: Provider, rules: InboundRules): void {
    const { held } = this;
    this.rules = rules;
    this.held = new Held(provider);
    this.introduce(provider);
    this.before = [...this.before.filter(({ isClosed }) => !isClosed), held];
    held.retire();
  }

  /** Nothing more begins by it. */
  retire(): void {
    this.held.retire();
  }

  async close(): Promise<void> {
    await Promise.all([...this.before, this.held].map((each) => each.close()));
  }

  handOver(message: Message, signal: AbortSignal): Promise<Answer> {
    return this.held.use((provider) => provider.handOver(message, signal));
  }

  get query(): Provider['query'] {
    const { held } = this;
    if (held.provider.query === undefined) return undefined;
    return (message, signal) => held.use((provider) => provider.query?.(message, signal) ?? Promise.resolve(NOTHING));
  }

  get recall(): Provider['recall'] {
    const { held } = this;
    if (held.provider.recall === undefined) return undefined;
    return (message, signal) => held.use((provider) => provider.recall?.(message, signal) ?? Promise.resolve('unknown'));
  }

  get unread(): Readonly<Unread> | undefined {
    return this.held.provider.unread;
  }

  keepMessageIds(ids: MessageIds): void {
    this.ids = ids;
    this.held.provider.keepMessageIds?.(ids);
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.receipts = handler;
    this.held.provider.onReceipt(handler);
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.inbound = handler;
  }

  get callbacks(): Callbacks | undefined {
    const { callbacks } = this.held.provider;
    const inbound = callbacks?.inbound;
    return inbound === undefined ? callbacks : { ...callbacks, inbound: (request) => this.taken(request, inbound) };
  }

  private taken(request: CallbackRequest, inbound: Callbacks[string]): Promise<CallbackAnswer> {
    return this.isFromThere(request) ? inbound(request) : Promise.resolve({ status: 403 });
  }

  private introduce(provider: Provider): void {
    if (this.ids !== undefined) provider.keepMessageIds?.(this.ids);
    provider.onInbound?.((inbound) => (this.rules.isEnabled ? this.inbound(inbound) : Promise.resolve()));
    if (this.receipts !== undefined) provider.onReceipt(this.receipts);
  }

  get inboundForm(): InboundForm | undefined {
    const own = inboundFormOf(this.held.provider);
    if (own === undefined || !this.rules.isEnabled) return undefined;
    return { form: own.form, read: (request) => (this.isFromThere(request) ? own.read(request) : undefined) };
  }

  private isFromThere({ ip }: CallbackRequest): boolean {
    const { from } = this.rules;
    return from.length === 0 || new KnownAddresses(from).has(ip);
  }
}

/** In the place of one whose configuration can't be used here: its tenant's messages wait, and go by nobody else. */
export class UnusableProvider implements Provider {
  readonly maxInFlight = 1;
  readonly ratePerSecond = 0;

  constructor(
    readonly name: string,
    readonly channels: readonly string[],
    private readonly reason: string,
  ) {}

  handOver(): Promise<Answer> {
    return Promise.resolve({ kind: 'temporary', unreachable: true, fault: 'configuration', reason: this.reason });
  }

  onReceipt(): void {
    // Nothing comes.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
