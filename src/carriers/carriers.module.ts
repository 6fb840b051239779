// The configured carriers, behind their port, in the order in which they are tried.
import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { type Carrier, CARRIERS } from './carrier.js';
import { Simulator } from './simulator/simulator.js';

const KINDS: Readonly<Record<string, (config: Config) => Carrier>> = { SIMULATOR: (config) => Simulator.from(config) };

/** As commands and statuses name them. */
export const carrierNames: readonly string[] = Object.keys(KINDS);

const configured = (config: Config): Carrier[] => Object.values(KINDS).map((make) => make(config));

@Module({})
export class CarriersModule {
  /** @param carriers instead of the configured ones: a test's or a benchmark's own */
  static register(carriers?: readonly Carrier[]): DynamicModule {
    return {
      module: CarriersModule,
      providers: [{ provide: CARRIERS, inject: [CONFIG], useFactory: (config: Config) => carriers ?? configured(config) }],
      exports: [CARRIERS],
    };
  }
}
