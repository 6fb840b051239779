// The configured carriers, behind their port, in the order in which they are tried.
import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { type Carrier, CARRIERS } from './carrier.js';
import { Simulator } from './simulator/simulator.js';

@Module({
  providers: [{ provide: CARRIERS, inject: [CONFIG], useFactory: (config: Config): Carrier[] => [Simulator.from(config)] }],
  exports: [CARRIERS],
})
export class CarriersModule {}
