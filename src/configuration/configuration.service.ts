// The carrier that a tenant's messages of one channel go by: shown without its secrets, and stored once the connection was tried.
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Carrier } from '../carriers/carrier.js';
import { Carriers } from '../carriers/carriers.js';
import { configuredCarriers } from '../carriers/configured.js';
import type { CarrierConfig } from '../carriers/stored/carrier-config.entity.js';
import { BadConfig, carrierOf, type Draft } from '../carriers/stored/draft.js';
import { CHANNEL_OF, type ConfigKind, MOBILE_ORIGINATED, PROVIDERS, WHERE } from '../carriers/stored/providers.js';
import { seal } from '../carriers/stored/sealed.js';
import { draftOf } from '../carriers/stored/stored-carriers.js';
import { ChangedMeanwhile, StoredConfigs } from '../carriers/stored/stored-configs.js';
import { ApiError } from '../gateway/api-error.js';
import type { Caller } from '../gateway/caller.js';
import { describeFailure } from '../gateway/failure.js';
import { CONFIG, type Config } from '../platform/config.js';
import { DEFAULT_ROUTE, Routing } from '../queue/routing.js';
import type { Configuration } from './configuration.answers.js';
import { type Given, HIDDEN, readConfiguration } from './read-configuration.js';

/** As long as a client waits for a carrier that may not be there. */
const CHECK_MS = 10_000;
const MOST_FAULTS = 10;

export const INVALID_KEYS = 'Invalid keys provided.';
export const NO_MOBILE_ORIGINATED = 'Value is required for mobile originated.';
export const NOT_CONNECTED = 'Unable to connect to the SMS provider with the given credentials.';
export const CHANGED = 'The configuration was changed meanwhile';
const NO_KEY = 'No configuration can be stored: the setting CONFIG_KEY is missing';

@Injectable()
export class ConfigurationService {
  private readonly logger = new Logger('Configuration');

  constructor(
    private readonly configs: StoredConfigs,
    private readonly carriers: Carriers,
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

  /** In effect in this process when it resolves. @throws ApiError: nothing has changed */
  async store({ tenant, subject }: Caller, kind: ConfigKind, body: Record<string, unknown>): Promise<void> {
    const { CONFIG_KEY } = this.config;
    if (CONFIG_KEY === '') throw new ApiError(500, NO_KEY);
    const current = await this.configs.current(tenant, kind);
    const [given, draft, carrier] = this.read(tenant, kind, body, current);
    await this.tryOut(carrier);
    const { provider, inboundEnabled, inboundSecurityEnabled } = given;
    const secret = new Set(provider.keys.flatMap((each) => (each.secret ? each.key : [])));
    const values = [...draft.values];
    const secrets = Object.fromEntries(values.filter(([key]) => secret.has(key)));
    const config = {
      ...{ name: carrier.name, tenant, kind, provider: provider.provider, protocol: provider.protocol },
      ...{ inboundEnabled, inboundSecurityEnabled, updatedBy: subject },
      properties: values.map(([key, value]) => ({ key, value: secret.has(key) ? null : value })),
      secrets: seal(secrets, CONFIG_KEY, carrier.name),
    };
    try {
      await this.configs.store(config, current?.version);
    } catch (error) {
      throw error instanceof ChangedMeanwhile ? new ApiError(409, CHANGED) : error;
    }
    // It is stored: what can't be read just now is, a moment later.
    await this.carriers.renew().catch(() => undefined);
    this.logger.log(`${carrier.name} is stored: a tenant’s ${CHANNEL_OF[kind]} goes by it`);
  }

  /** Where the vendor is to bring what people send; undefined where it can't. */
  private inboundUrl(name: string): string | undefined {
    const { PUBLIC_URL } = this.config;
    const isHeard = PUBLIC_URL !== '' && this.carriers.get(name)?.callbacks?.inbound !== undefined;
    return isHeard ? `${PUBLIC_URL}/carriers/${name.toLowerCase()}/inbound` : undefined;
  }

  /** Of carriers that all tenants share nothing is shown but whose they are: the account is the operator's. */
  private ofTheServer(kind: ConfigKind): Configuration {
    const [first] = this.routing.carriersOf(CHANNEL_OF[kind], DEFAULT_ROUTE);
    const carrier = configuredCarriers(this.config).find(({ name }) => name === first)?.kind;
    const found = PROVIDERS.find((each) => each.kind === kind && each.carrier === carrier && each.protocol === 'HTTP');
    return {
      provider: found?.provider ?? '',
      protocol: found?.protocol ?? '',
      inboundSecurityEnabled: true,
      inboundEnabled: true,
      properties: [],
    };
  }

  /** @throws ApiError 400 */
  private read(tenant: string, kind: ConfigKind, body: Record<string, unknown>, current: CarrierConfig | null): [Given, Draft, Carrier] {
    try {
      const given = readConfiguration(kind, body);
      const draft = { tenant, provider: given.provider, values: this.withKept(given, current) };
      return [given, draft, carrierOf(draft, this.config)];
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      const faults = error.faults.slice(0, MOST_FAULTS);
      const missing = faults.some(({ field, message }) => field === MOBILE_ORIGINATED && message === 'is missing');
      throw new ApiError(400, missing ? NO_MOBILE_ORIGINATED : INVALID_KEYS, faults);
    }
  }

  /** A secret is kept for what it was given for: it goes to no other provider, host or port, nor without TLS. @throws BadConfig */
  private withKept({ provider, values }: Given, current: CarrierConfig | null): ReadonlyMap<string, string> {
    const hidden = [...values].filter(([, value]) => value === HIDDEN).map(([key]) => key);
    if (hidden.length === 0) return values;
    const refuse = (message: string): never => {
      throw new BadConfig(hidden.map((field) => ({ field, message })));
    };
    const secret = hidden.filter((key) => provider.keys.some((each) => each.key === key && each.secret));
    if (current === null || secret.length < hidden.length) return refuse(`is ${HIDDEN}, which stands for nothing that is stored`);
    if (current.provider !== provider.provider || current.protocol !== provider.protocol)
      return refuse('is needed: what is stored is another provider’s');
    const kept = draftOf(current, this.config)?.values ?? refuse('is needed: what is stored can’t be read');
    const moved = WHERE.find((key) => kept.get(key) !== values.get(key));
    if (moved !== undefined) return refuse(`is needed: what is stored is for another ${moved}`);
    const nothing = hidden.filter((key) => !kept.has(key));
    if (nothing.length > 0) throw new BadConfig(nothing.map((field) => ({ field, message: 'is needed: none is stored' })));
    return new Map([...values].map(([key, value]) => [key, value === HIDDEN ? (kept.get(key) ?? '') : value]));
  }

  /** @throws ApiError 400 where the account can't be used */
  private async tryOut(carrier: Carrier): Promise<void> {
    try {
      await carrier.check?.(AbortSignal.timeout(CHECK_MS));
    } catch (error) {
      this.logger.log(`A configuration was tried in vain: ${describeFailure(error).summary}`);
      throw new ApiError(400, NOT_CONNECTED);
    } finally {
      await carrier.close();
    }
  }
}
