// Where providers reach this server. In every role: an API process takes receipts too, a worker applies them.
import { Module } from '@nestjs/common';
import { GatewayModule } from '../auth/gateway.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksService } from './callbacks.service.js';

@Module({ imports: [GatewayModule], controllers: [CallbacksController], providers: [CallbacksService] })
export class CallbacksModule {}
