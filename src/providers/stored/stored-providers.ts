// Keeps the stored accounts of tenants as providers in every process, without a restart. They are read at the start, after a notification
// of a change, and every POLL_MS.
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Routing } from '../../queue/routing.js';
import type { Provider } from '../provider.js';
import { Providers } from '../providers.js';
import { BadConfig, type Draft, maxLengthOf, providerOf } from './draft.js';
import type { ProviderConfig } from './provider-config.entity.js';
import { open } from './sealed.js';
import { StoredConfigs } from './stored-configs.js';
import { type InboundRules, StoredProvider, UnusableProvider } from './stored-provider.js';
import { addressesIn, CHANNEL_OF, VOLTMX_PROVIDERS, WHITELIST } from './voltmx-providers.js';

/** How long a former account still reports outcomes and is asked: for recalls, receipts, messages in doubt. */
export const REPLACED_MS = 72 * 3_600_000;

interface Known {
  version: string;
  provider: StoredProvider;
  isUsable: boolean;
}

@Injectable()
export class StoredProviders implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('StoredProviders');
  private readonly stopping = new AbortController();
  private readonly known = new Map<string, Known>();
  private readonly left = new Set<StoredProvider>();
  private state: string | undefined;
  /** The time when the first of the replaced accounts is removed. */
  private leavesAt = Infinity;
  private reading: Promise<void> = Promise.resolve();
  private polling: Promise<void> = Promise.resolve();

  constructor(
    private readonly configs: StoredConfigs,
    private readonly providers: Providers,
    private readonly routing: Routing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** No message may use another provider only because the stored accounts are not read yet. */
  async onModuleInit(): Promise<void> {
    await this.read();
    this.providers.storedBy(() => this.read());
    this.polling = this.poll();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.polling;
  }

  /** Removed providers may have messages under way until the dispatcher has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.left].map((provider) => provider.close()));
  }

  /** Resolves when everything that is stored by now is in effect here. Runs one after another. */
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
        this.logger.debug('The stored providers could not be read');
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

  private apply(rows: readonly ProviderConfig[]): void {
    for (const row of rows) if (this.known.get(row.name)?.version !== row.version) this.update(row);
    this.routing.setOwn(
      rows
        .filter(({ isCurrent }) => isCurrent === true)
        .map((row) => ({
          ...{ tenant: row.tenant, channel: CHANNEL_OF[row.kind], provider: row.name, since: row.since },
          maxLength: maxLengthOf(shownOf(row)),
        })),
    );
    const names = new Set(rows.map(({ name }) => name));
    for (const [name, { provider }] of this.known)
      if (!names.has(name)) {
        this.providers.remove(name);
        this.known.delete(name);
        this.leave(provider);
      }
    const replaced = rows.flatMap(({ replacedAt }) => replacedAt?.getTime() ?? []);
    this.leavesAt = Math.min(...replaced) + REPLACED_MS;
  }

  /** Existing messages of the same account use the new settings at once. */
  private update(row: ProviderConfig): void {
    const { name, version } = row;
    const { provider, isUsable } = this.make(row);
    const rules = rulesOf(row);
    const before = this.known.get(name);
    if (before?.isUsable && isUsable) {
      before.provider.replace(provider, rules);
      before.version = version;
      return;
    }
    const stored = new StoredProvider(row.tenant, provider, CHANNEL_OF[row.kind], rules);
    this.known.set(name, { version, provider: stored, isUsable });
    this.providers.add(stored);
    if (before !== undefined) this.leave(before.provider);
  }

  private leave(provider: StoredProvider): void {
    this.left.add(provider);
    provider.retire();
  }

  private make(row: ProviderConfig): { provider: Provider; isUsable: boolean } {
    const unusable = (reason: string): { provider: Provider; isUsable: boolean } => {
      this.logger.error(`${row.name} can’t be used: ${reason}. Its messages wait.`);
      return { provider: new UnusableProvider(row.name, [CHANNEL_OF[row.kind]], reason), isUsable: false };
    };
    const draft = draftOf(row, this.config);
    if (draft === undefined) return unusable('its secrets are encrypted by another CONFIG_KEY than this process has');
    try {
      return { provider: providerOf(draft, this.config), isUsable: true };
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      return unusable(error.faults.map(({ field, message }) => `${field} ${message}`).join(', '));
    }
  }
}

/** The view without secrets. */
const shownOf = ({ properties }: ProviderConfig): ReadonlyMap<string, string> =>
  new Map(properties.flatMap(({ key, value }) => (value === null ? [] : [[key, value] as const])));

/** Undefined if the secrets cannot be opened in this process. */
export function draftOf(row: ProviderConfig, { CONFIG_KEY }: Config): Draft | undefined {
  const voltmxProvider = VOLTMX_PROVIDERS.find(
    (each) => each.kind === row.kind && each.provider === row.provider && each.protocol === row.protocol,
  );
  const secrets = open(row.secrets, CONFIG_KEY, row.name);
  if (voltmxProvider === undefined || secrets === undefined) return undefined;
  return { tenant: row.tenant, name: row.name, voltmxProvider, values: new Map([...shownOf(row), ...Object.entries(secrets)]) };
}

const rulesOf = (row: ProviderConfig): InboundRules => ({
  isEnabled: row.inboundEnabled,
  from: row.inboundSecurityEnabled ? addressesIn(shownOf(row).get(WHITELIST) ?? '') : [],
});
