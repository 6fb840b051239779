// The state of the system, in every process that answers HTTP.
import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { OperationController } from './operation.controller.js';
import { OperationService } from './operation.service.js';
import { SystemController } from './system.controller.js';
import { SystemService } from './system.service.js';

@Module({
  imports: [QueueModule],
  controllers: [SystemController, OperationController],
  providers: [SystemService, OperationService],
})
export class SystemModule {}
