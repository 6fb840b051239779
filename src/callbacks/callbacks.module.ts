// The routes for the HTTP calls of providers. Every role has them: an API process stores receipts too, and a worker applies them.
import { Module } from '@nestjs/common';
import { GatewayModule } from '../auth/gateway.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksService } from './callbacks.service.js';

@Module({ imports: [GatewayModule], controllers: [CallbacksController], providers: [CallbacksService] })
export class CallbacksModule {}
