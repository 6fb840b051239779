// The health of the system, seen by every process that answers HTTP.
import { Module } from '@nestjs/common';
import { OperationController } from './operation.controller.js';
import { OperationService } from './operation.service.js';
import { SystemController } from './system.controller.js';
import { SystemService } from './system.service.js';

@Module({ controllers: [SystemController, OperationController], providers: [SystemService, OperationService] })
export class SystemModule {}
