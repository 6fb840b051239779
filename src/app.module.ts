// The Nest modules of a server; its engagement modules are in modules.ts.
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DispatchModule, type DispatchParts } from './dispatch/dispatch.module.js';
import { OutcomesModule } from './dispatch/intake/outcomes.module.js';
import type { EngagementModule } from './engagement-module.js';
import { GatewayModule } from './auth/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { addedKindsOf, channelsOf, migrationsOf, MODULES, type ServerConfig } from './modules.js';
import type { Config } from './platform/config/config.js';
import { dataSourceOptions } from './platform/database/database.js';
import { loggerModule } from './platform/logging.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { ChannelsModule } from './queue/channels.module.js';
import { SystemModule } from './system/system.module.js';
import { VoltmxCallbacksModule, VoltmxModule } from './voltmx/voltmx.module.js';

@Module({})
export class AppModule {
  /**
   * @param parts replacements for parts of the dispatcher, of a test or a benchmark
   * @param modules the engagement modules
   */
  static register(config: Config, parts?: DispatchParts, modules: readonly EngagementModule[] = MODULES): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(config),
        loggerModule(config),
        TypeOrmModule.forRoot({ ...dataSourceOptions(config, migrationsOf(modules)), autoLoadEntities: true, retryAttempts: 0 }),
        ChannelsModule.register(channelsOf(config, modules)),
        GatewayModule,
        HealthModule,
        ProvidersModule.register(addedKindsOf(modules), parts?.providers),
        OutcomesModule,
        CallbacksModule,
        VoltmxCallbacksModule,
        ...modules.flatMap((module) => module.core?.(config) ?? []),
        ...(config.ROLE === 'worker'
          ? []
          : [
              ...modules.flatMap((module) => module.api?.(config) ?? []),
              VoltmxModule.register((config as ServerConfig).CANCEL_BY_GET),
              SystemModule,
              ConsoleModule.register(),
            ]),
        ...(config.ROLE === 'api' ? [] : [DispatchModule.register(parts)]),
      ],
    };
  }
}
