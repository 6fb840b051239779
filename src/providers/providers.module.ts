// The configured providers, behind their port, in the order in which they are tried: one instance of each in a process, in every role.
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Channels } from '../queue/channels.js';
import { Routing } from '../queue/routing.js';
import { configuredProviders } from './configured.js';
import { type Kinds, kindsWith } from './kinds.js';
import { type Provider, PROVIDERS } from './provider.js';
import { Providers } from './providers.js';
import { ProviderConfig } from './stored/provider-config.entity.js';
import { StoredConfigs } from './stored/stored-configs.js';
import { StoredProviders } from './stored/stored-providers.js';
import { routingOf } from './validate.js';

@Module({})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(private readonly providers: Providers) {}

  /** @param added kinds of the modules. @param providers instead of the configured ones: of a test or a benchmark */
  static register(added: readonly Kinds[], providers?: readonly Provider[]): DynamicModule {
    const configured = (config: Config): Provider[] => configuredProviders(config, kindsWith(added)).map(({ make }) => make());
    return {
      module: ProvidersModule,
      global: true,
      imports: [TypeOrmModule.forFeature([ProviderConfig])],
      providers: [
        { provide: PROVIDERS, inject: [CONFIG], useFactory: (config: Config) => providers ?? configured(config) },
        { provide: Providers, inject: [PROVIDERS], useFactory: (all: readonly Provider[]) => new Providers(all) },
        { provide: Routing, inject: [CONFIG, PROVIDERS, Channels], useFactory: routingOf },
        StoredConfigs,
        StoredProviders,
      ],
      exports: [Providers, Routing, StoredConfigs],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.providers.all().map((provider) => provider.close()));
  }
}
