// The API of HCL Volt MX Engagement for SMS: the routes, names and forms that only its clients need, built on the SMS module.
import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayModule } from '../auth/gateway.module.js';
import { OutcomesModule } from '../dispatch/intake/outcomes.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { CancelByGetController } from './cancel/cancel-by-get.controller.js';
import { CancelMessageController } from './cancel/cancel-message.controller.js';
import { PushCancelService } from './cancel/push-cancel.service.js';
import { ConfigurationController } from './configuration/configuration.controller.js';
import { ConfigurationService } from './configuration/configuration.service.js';
import { FetchController } from './fetch/fetch.controller.js';
import { FetchService } from './fetch/fetch.service.js';
import { InboundController } from './inbound/inbound.controller.js';
import { InboundService } from './inbound/inbound.service.js';
import { ProviderInboundController } from './inbound/provider-inbound.controller.js';
import { ProviderInboundService } from './inbound/provider-inbound.service.js';
import { StatusController } from './status/status.controller.js';
import { VoltmxStatusService } from './status/status.service.js';

@Module({
  imports: [QueueModule, RequestsModule],
  controllers: [CancelMessageController, InboundController, StatusController, FetchController, ConfigurationController],
  providers: [PushCancelService, InboundService, VoltmxStatusService, FetchService, ConfigurationService],
})
export class VoltmxModule {
  /** @param cancelByGet true: GET cancels too, as in the Volt MX API */
  static register(cancelByGet: boolean): DynamicModule {
    return { module: VoltmxModule, controllers: cancelByGet ? [CancelByGetController] : [] };
  }
}

/** The route on which providers deliver inbound messages in the forms of the Volt MX API. It exists in every role, like all callbacks. */
@Module({ imports: [GatewayModule, OutcomesModule], controllers: [ProviderInboundController], providers: [ProviderInboundService] })
export class VoltmxCallbacksModule {}
