// The configured carriers, behind their port, in the order in which they are tried.
import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { type Carrier, CARRIERS } from './carrier.js';
import { configuredCarriers } from './configured.js';

@Module({})
export class CarriersModule {
  /** @param carriers instead of the configured ones: a test's or a benchmark's own */
  static register(carriers?: readonly Carrier[]): DynamicModule {
    const configured = (config: Config): Carrier[] => configuredCarriers(config).map(({ make }) => make());
    return {
      module: CarriersModule,
      providers: [{ provide: CARRIERS, inject: [CONFIG], useFactory: (config: Config) => carriers ?? configured(config) }],
      exports: [CARRIERS],
    };
  }
}
