// The modules that a server is made of. A further engagement module (email, push) is one more line here and a folder beside messages/.
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CHANNELS } from './channels.js';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import { CarriersModule } from './carriers/carriers.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ConfigurationModule } from './configuration/configuration.module.js';
import { DispatchModule, type DispatchParts } from './dispatch/dispatch.module.js';
import { OutcomesModule } from './dispatch/outcomes.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { CancelByGetModule } from './messages/cancel-by-get.module.js';
import { MessagesModule } from './messages/messages.module.js';
import type { Config } from './platform/config.js';
import { dataSourceOptions } from './platform/database.js';
import { loggerModule } from './platform/logging.js';
import { PlatformModule } from './platform/platform.module.js';
import { ChannelsModule } from './queue/channels.module.js';
import { SystemModule } from './system/system.module.js';

@Module({})
export class AppModule {
  /** @param parts of the dispatcher that a test or a benchmark replaces */
  static register(config: Config, parts?: DispatchParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(config),
        loggerModule(config),
        TypeOrmModule.forRoot({ ...dataSourceOptions(config), autoLoadEntities: true, retryAttempts: 0 }),
        ChannelsModule.register(CHANNELS),
        GatewayModule,
        HealthModule,
        CarriersModule.register(parts?.carriers),
        OutcomesModule,
        CallbacksModule,
        ...(config.ROLE === 'worker' ? [] : [MessagesModule, ConfigurationModule, SystemModule, ConsoleModule.register()]),
        ...(config.ROLE !== 'worker' && config.CANCEL_BY_GET ? [CancelByGetModule] : []),
        ...(config.ROLE === 'api' ? [] : [DispatchModule.register(parts)]),
      ],
    };
  }
}
