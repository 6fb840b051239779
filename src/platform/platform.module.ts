// Providers for every module: the configuration and the heartbeat of the dispatcher.
import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from './config/config.js';
import { Heartbeat } from './heartbeat.js';

@Module({})
export class PlatformModule {
  static register(config: Config): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }, Heartbeat],
      exports: [CONFIG, Heartbeat],
    };
  }
}
