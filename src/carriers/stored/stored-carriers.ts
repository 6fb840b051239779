// Makes what tenants have stored the carriers that their messages go by, in every process and without a restart: read at the start, when
// something is said to have changed, and every POLL_MS.
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config.js';
import { Routing } from '../../queue/routing.js';
import type { Carrier } from '../carrier.js';
import { Carriers } from '../carriers.js';
import type { CarrierConfig } from './carrier-config.entity.js';
import { BadConfig, carrierOf, type Draft, maxLengthOf } from './draft.js';
import { addressesIn, CHANNEL_OF, PROVIDERS, WHITELIST } from './providers.js';
import { open } from './sealed.js';
import { type InboundRules, StoredCarrier, UnusableCarrier } from './stored-carrier.js';
import { StoredConfigs } from './stored-configs.js';

/** As long as a carrier may say what became of a message, and be asked: a recall, a receipt, a doubt. */
export const REPLACED_MS = 72 * 3_600_000;

interface Known {
  version: string;
  carrier: StoredCarrier;
  isUsable: boolean;
}

@Injectable()
export class StoredCarriers implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('StoredCarriers');
  private readonly stopping = new AbortController();
  private readonly known = new Map<string, Known>();
  private readonly left = new Set<StoredCarrier>();
  private state: string | undefined;
  /** When the first of those that were replaced leaves. */
  private leavesAt = Infinity;
  private reading: Promise<void> = Promise.resolve();
  private polling: Promise<void> = Promise.resolve();

  constructor(
    private readonly configs: StoredConfigs,
    private readonly carriers: Carriers,
    private readonly routing: Routing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Nothing may leave by another carrier because it isn't known yet which is stored. */
  async onModuleInit(): Promise<void> {
    await this.read();
    this.carriers.storedBy(() => this.read());
    this.polling = this.poll();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.polling;
  }

  /** Those that are let go may have something in hand until the dispatcher has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.left].map((carrier) => carrier.close()));
  }

  /** Resolves once everything that is stored by now is in effect here. One after another. */
  private read(): Promise<void> {
    this.reading = this.reading.catch(() => undefined).then(() => this.readNow());
    return this.reading;
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(this.config.POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.read().catch(() => {
        this.logger.debug('What is stored of carriers could not be read');
      });
    }
  }

  private async readNow(): Promise<void> {
    if (Date.now() >= this.leavesAt) await this.configs.removeReplaced(new Date(Date.now() - REPLACED_MS));
    const state = await this.configs.state();
    if (state === this.state) return;
    this.apply(await this.configs.all());
    this.state = state;
  }

  private apply(rows: readonly CarrierConfig[]): void {
    for (const row of rows) if (this.known.get(row.name)?.version !== row.version) this.take(row);
    this.routing.setOwn(
      rows
        .filter(({ isCurrent }) => isCurrent === true)
        .map((row) => ({
          ...{ tenant: row.tenant, channel: CHANNEL_OF[row.kind], carrier: row.name, since: row.since },
          maxLength: maxLengthOf(shownOf(row)),
        })),
    );
    const names = new Set(rows.map(({ name }) => name));
    for (const [name, { carrier }] of this.known)
      if (!names.has(name)) {
        this.carriers.remove(name);
        this.known.delete(name);
        this.leave(carrier);
      }
    const replaced = rows.flatMap(({ replacedAt }) => replacedAt?.getTime() ?? []);
    this.leavesAt = Math.min(...replaced) + REPLACED_MS;
  }

  /** What has the same account goes on by the new settings at once. */
  private take(row: CarrierConfig): void {
    const { name, version } = row;
    const { carrier, isUsable } = this.make(row);
    const rules = rulesOf(row);
    const before = this.known.get(name);
    if (before?.isUsable && isUsable) {
      before.carrier.replace(carrier, rules);
      before.version = version;
      return;
    }
    const stored = new StoredCarrier(row.tenant, carrier, CHANNEL_OF[row.kind], rules);
    this.known.set(name, { version, carrier: stored, isUsable });
    this.carriers.add(stored);
    if (before !== undefined) this.leave(before.carrier);
  }

  private leave(carrier: StoredCarrier): void {
    this.left.add(carrier);
    carrier.retire();
  }

  private make(row: CarrierConfig): { carrier: Carrier; isUsable: boolean } {
    const unusable = (reason: string): { carrier: Carrier; isUsable: boolean } => {
      this.logger.error(`${row.name} can’t be used: ${reason}. What is to go by it waits.`);
      return { carrier: new UnusableCarrier(row.name, [CHANNEL_OF[row.kind]], reason), isUsable: false };
    };
    const draft = draftOf(row, this.config);
    if (draft === undefined) return unusable('its secrets are encrypted by another CONFIG_KEY than this process has');
    try {
      return { carrier: carrierOf(draft, this.config), isUsable: true };
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      return unusable(error.faults.map(({ field, message }) => `${field} ${message}`).join(', '));
    }
  }
}

/** Without its secrets. */
const shownOf = ({ properties }: CarrierConfig): ReadonlyMap<string, string> =>
  new Map(properties.flatMap(({ key, value }) => (value === null ? [] : [[key, value] as const])));

/** Undefined where its secrets can't be opened here. */
export function draftOf(row: CarrierConfig, { CONFIG_KEY }: Config): Draft | undefined {
  const provider = PROVIDERS.find((each) => each.kind === row.kind && each.provider === row.provider && each.protocol === row.protocol);
  const secrets = open(row.secrets, CONFIG_KEY, row.name);
  if (provider === undefined || secrets === undefined) return undefined;
  return { tenant: row.tenant, name: row.name, provider, values: new Map([...shownOf(row), ...Object.entries(secrets)]) };
}

const rulesOf = (row: CarrierConfig): InboundRules => ({
  isEnabled: row.inboundEnabled,
  from: row.inboundSecurityEnabled ? addressesIn(shownOf(row).get(WHITELIST) ?? '') : [],
});
