// Where carriers reach this server. In every role: an API process takes receipts too, a worker applies them.
import { Module } from '@nestjs/common';
import { OutcomesModule } from '../dispatch/outcomes.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { FamilyInboundController } from './family-inbound.controller.js';

@Module({ imports: [GatewayModule, OutcomesModule], controllers: [CallbacksController, FamilyInboundController] })
export class CallbacksModule {}
