// The health of the system, seen by every process that answers HTTP.
import { Module } from '@nestjs/common';
import { SystemController } from './system.controller.js';
import { SystemService } from './system.service.js';

@Module({ controllers: [SystemController], providers: [SystemService] })
export class SystemModule {}
