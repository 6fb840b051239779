// Where providers reach this server. In every role: an API process takes receipts too, a worker applies them.
import { Module } from '@nestjs/common';
import { OutcomesModule } from '../dispatch/intake/outcomes.module.js';
import { GatewayModule } from '../auth/gateway.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { VoltmxInboundController } from './voltmx-inbound.controller.js';

@Module({ imports: [GatewayModule, OutcomesModule], controllers: [CallbacksController, VoltmxInboundController] })
export class CallbacksModule {}
