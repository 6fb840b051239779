// The provider of a tenant for one channel: shown without its secrets, and stored after a successful test of the connection.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ApiError } from '../../http/api-error.js';
import type { Caller } from '../../auth/caller.js';
import { describeFailure } from '../../http/failure.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { kindNameOf } from '../../providers/configured.js';
import type { Provider } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { BadConfig, type Draft, providerOf } from '../../providers/stored/draft.js';
import type { ProviderConfig } from '../../providers/stored/provider-config.entity.js';
import { seal } from '../../providers/stored/sealed.js';
import { ChangedMeanwhile, StoredConfigs } from '../../providers/stored/stored-configs.js';
import { draftOf } from '../../providers/stored/stored-providers.js';
import { CHANNEL_OF, type ConfigKind, MOBILE_ORIGINATED, VOLTMX_PROVIDERS, WHERE } from '../../providers/stored/voltmx-providers.js';
import { DEFAULT_ROUTE, Routing } from '../../queue/routing.js';
import { unreadable } from '../../http/json-body.js';
import { isObject } from '../../requests/reading/validate.js';
import { CONFIGURATION_STORED } from '../sentences.js';
import type { Configuration } from './configuration.answers.js';
import { type Given, HIDDEN, readConfiguration } from './read-configuration.js';

/** The time-out of the test of a connection; the client waits for it. */
const CHECK_MS = 10_000;
const MOST_FAULTS = 10;

export const INVALID_KEYS = 'Invalid keys provided.';
export const NO_MOBILE_ORIGINATED = 'Value is required for mobile originated.';
export const NOT_CONNECTED = 'Unable to connect to the SMS provider with the given credentials.';
export const CHANGED = 'The configuration was changed meanwhile';
const NO_KEY = 'No configuration can be stored: the setting CONFIG_KEY is missing';

const STORED = { id: '', message: CONFIGURATION_STORED };
export type Stored = typeof STORED;

@Injectable()
export class ConfigurationService {
  private readonly logger = new Logger('Configuration');

  constructor(
    private readonly configs: StoredConfigs,
    private readonly providers: Providers,
    private readonly routing: Routing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async show(tenant: string, kind: ConfigKind): Promise<Configuration> {
    const stored = await this.configs.current(tenant, kind);
    if (stored === null) return this.ofTheServer(kind);
    const { provider, protocol, inboundEnabled, inboundSecurityEnabled } = stored;
    const properties = stored.properties.map(({ key, value }) => ({ key, value: value ?? HIDDEN }));
    const inboundUrl = this.inboundUrl(stored.name);
    return { provider, protocol, inboundSecurityEnabled, inboundEnabled, ...(inboundUrl !== undefined && { inboundUrl }), properties };
  }

  /** When it resolves, this process uses the new configuration. After an ApiError nothing has changed. @throws ApiError 400 · 409 */
  async store({ tenant, subject }: Caller, kind: ConfigKind, body: unknown): Promise<Stored> {
    if (!isObject(body)) throw unreadable();
    const { CONFIG_KEY } = this.config;
    if (CONFIG_KEY === '') throw new ApiError(500, NO_KEY);
    const current = await this.configs.current(tenant, kind);
    const [given, draft, provider] = this.read(tenant, kind, body, current);
    await this.tryOut(provider);
    const { voltmxProvider, inboundEnabled, inboundSecurityEnabled } = given;
    const secret = new Set(voltmxProvider.keys.flatMap((each) => (each.secret ? each.key : [])));
    const values = [...draft.values];
    const secrets = Object.fromEntries(values.filter(([key]) => secret.has(key)));
    const config = {
      ...{ name: provider.name, tenant, kind, provider: voltmxProvider.provider, protocol: voltmxProvider.protocol },
      ...{ inboundEnabled, inboundSecurityEnabled, updatedBy: subject },
      properties: values.map(([key, value]) => ({ key, value: secret.has(key) ? null : value })),
      secrets: seal(secrets, CONFIG_KEY, provider.name),
    };
    try {
      await this.configs.store(config, current?.version);
    } catch (error) {
      throw error instanceof ChangedMeanwhile ? new ApiError(409, CHANGED) : error;
    }
    // The configuration is stored. If reading it back fails now, the next periodic read gets it.
    await this.providers.renew().catch(() => undefined);
    this.logger.log(`${provider.name} is stored: a tenant’s ${CHANNEL_OF[kind]} messages use it`);
    return STORED;
  }

  /** The URL for inbound messages, to enter at the vendor. Undefined if there can be none. */
  private inboundUrl(name: string): string | undefined {
    const { PUBLIC_URL } = this.config;
    const isHeard = PUBLIC_URL !== '' && this.providers.get(name)?.callbacks?.inbound !== undefined;
    return isHeard ? `${PUBLIC_URL}/carriers/${name.toLowerCase()}/inbound` : undefined;
  }

  /** Of a provider that all tenants share, only the vendor is shown, since the account belongs to the operator. */
  private ofTheServer(kind: ConfigKind): Configuration {
    const [first] = this.routing.providersOf(CHANNEL_OF[kind], DEFAULT_ROUTE);
    const adapter = first === undefined ? undefined : kindNameOf(this.config, first);
    const found = VOLTMX_PROVIDERS.find((each) => each.kind === kind && each.adapter === adapter && each.protocol === 'HTTP');
    return {
      provider: found?.provider ?? '',
      protocol: found?.protocol ?? '',
      inboundSecurityEnabled: true,
      inboundEnabled: true,
      properties: [],
    };
  }

  /** @throws ApiError 400 */
  private read(tenant: string, kind: ConfigKind, body: Record<string, unknown>, current: ProviderConfig | null): [Given, Draft, Provider] {
    try {
      const given = readConfiguration(kind, body);
      const draft = { tenant, voltmxProvider: given.voltmxProvider, values: this.withKept(given, current) };
      return [given, draft, providerOf(draft, this.config)];
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      const faults = error.faults.slice(0, MOST_FAULTS);
      const missing = faults.some(({ field, message }) => field === MOBILE_ORIGINATED && message === 'is missing');
      throw new ApiError(400, missing ? NO_MOBILE_ORIGINATED : INVALID_KEYS, faults);
    }
  }

  /** A stored secret is reused only for the same provider, protocol, host URL and port, so it is never sent to another server or without TLS. @throws BadConfig */
  private withKept({ voltmxProvider, values }: Given, current: ProviderConfig | null): ReadonlyMap<string, string> {
    const hidden = [...values].filter(([, value]) => value === HIDDEN).map(([key]) => key);
    if (hidden.length === 0) return values;
    const refuse = (message: string): never => {
      throw new BadConfig(hidden.map((field) => ({ field, message })));
    };
    const secret = hidden.filter((key) => voltmxProvider.keys.some((each) => each.key === key && each.secret));
    if (current === null || secret.length < hidden.length) return refuse(`is ${HIDDEN}, which stands for nothing that is stored`);
    if (current.provider !== voltmxProvider.provider || current.protocol !== voltmxProvider.protocol)
      return refuse('is needed: what is stored is another provider’s');
    const kept = draftOf(current, this.config)?.values ?? refuse('is needed: what is stored can’t be read');
    const moved = WHERE.find((key) => kept.get(key) !== values.get(key));
    if (moved !== undefined) return refuse(`is needed: what is stored is for another ${moved}`);
    const nothing = hidden.filter((key) => !kept.has(key));
    if (nothing.length > 0) throw new BadConfig(nothing.map((field) => ({ field, message: 'is needed: none is stored' })));
    return new Map([...values].map(([key, value]) => [key, value === HIDDEN ? (kept.get(key) ?? '') : value]));
  }

  /** @throws ApiError 400 if the account cannot be used */
  private async tryOut(provider: Provider): Promise<void> {
    try {
      await provider.check?.(AbortSignal.timeout(CHECK_MS));
    } catch (error) {
      this.logger.log(`The test of a configuration failed: ${describeFailure(error).summary}`);
      throw new ApiError(400, NOT_CONNECTED);
    } finally {
      await provider.close();
    }
  }
}
