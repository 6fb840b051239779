// The configured carriers, behind their port, in the order in which they are tried: one of each in a process, whatever its role.
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../platform/config.js';
import { Channels } from '../queue/channels.js';
import { Routing } from '../queue/routing.js';
import { type Carrier, CARRIERS } from './carrier.js';
import { Carriers } from './carriers.js';
import { CarrierConfig } from './stored/carrier-config.entity.js';
import { StoredCarriers } from './stored/stored-carriers.js';
import { StoredConfigs } from './stored/stored-configs.js';
import { configuredCarriers } from './configured.js';
import { routingOf } from './checked.js';

@Module({})
export class CarriersModule implements OnApplicationShutdown {
  constructor(private readonly carriers: Carriers) {}

  /** @param carriers instead of the configured ones: a test's or a benchmark's own */
  static register(carriers?: readonly Carrier[]): DynamicModule {
    const configured = (config: Config): Carrier[] => configuredCarriers(config).map(({ make }) => make());
    return {
      module: CarriersModule,
      global: true,
      imports: [TypeOrmModule.forFeature([CarrierConfig])],
      providers: [
        { provide: CARRIERS, inject: [CONFIG], useFactory: (config: Config) => carriers ?? configured(config) },
        { provide: Carriers, inject: [CARRIERS], useFactory: (all: readonly Carrier[]) => new Carriers(all) },
        { provide: Routing, inject: [CONFIG, CARRIERS, Channels], useFactory: routingOf },
        StoredConfigs,
        StoredCarriers,
      ],
      exports: [Carriers, Routing, StoredConfigs],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.carriers.all().map((carrier) => carrier.close()));
  }
}
