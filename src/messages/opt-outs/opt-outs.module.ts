// Stores inbound messages and executes their keywords, in every role.
import { type DynamicModule, Module } from '@nestjs/common';
import { QueueModule } from '../../queue/queue.module.js';
import { InboundMessages } from './inbound-messages.js';
import { InboundUpkeep } from './inbound-upkeep.js';

@Module({})
export class OptOutsModule {
  static register(): DynamicModule {
    return {
      module: OptOutsModule,
      global: true,
      imports: [QueueModule],
      providers: [InboundMessages, InboundUpkeep],
      exports: [InboundMessages],
    };
  }
}
