// A tenant's own provider, whose settings may change while it works. New messages then use the new settings. The former connection is
// closed when its messages under way are answered.
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

/** The senders of inbound messages that are accepted. */
export interface InboundRules {
  isEnabled: boolean;
  /** Addresses and ranges; empty: any address with a valid signature. */
  from: readonly string[];
}

const NOTHING: Known = { kind: 'unknown', reason: 'it can’t be asked' };

type Callbacks = NonNullable<Provider['callbacks']>;

/** A provider that may have messages under way. */
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
  /** The providers that may have messages under way. */
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

  /** Replaces the settings of the same account. */
  replace(provider: Provider, rules: InboundRules): void {
    const { held } = this;
    this.rules = rules;
    this.held = new Held(provider);
    this.introduce(provider);
    this.before = [...this.before.filter(({ isClosed }) => !isClosed), held];
    held.retire();
  }

  /** No new message begins with it. */
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

/** Stands for a stored account that cannot be used in this process: the messages of its tenant wait, and use no other provider. */
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
    // It gets no callbacks.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
