// What is asked for: SMS requests, submitted, looked at, altered and cancelled.
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GatewayModule } from '../gateway/gateway.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { AlterController } from './alter/alter.controller.js';
import { AlterService } from './alter/alter.service.js';
import { CancellationsController } from './cancel-many/cancellations.controller.js';
import { CancellationsService } from './cancel-many/cancellations.service.js';
import { InDoubtController } from './in-doubt/in-doubt.controller.js';
import { InDoubtService } from './in-doubt/in-doubt.service.js';
import { CancelByGetController } from './cancel-by-get.controller.js';
import { CancelMessageController } from './cancel-message.controller.js';
import { InboundController } from './inbound/inbound.controller.js';
import { InboundService } from './inbound/inbound.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { Downloads } from './see/downloads.js';
import { EntriesService } from './see/entries.service.js';
import { EntrySearchService } from './see/entry-search.service.js';
import { EventsController } from './see/events.controller.js';
import { EventsService } from './see/events.service.js';
import { FairReads, ReadGate } from './see/fair-reads.js';
import { FamilyStatusService } from './see/family-status.service.js';
import { ReportController } from './see/report.controller.js';
import { ReportService } from './see/report.service.js';
import { FetchController } from './see/fetch.controller.js';
import { FetchService } from './see/fetch.service.js';
import { RequestsService } from './see/requests.service.js';
import { SeeController } from './see/see.controller.js';
import { StatusController } from './see/status.controller.js';
import { SubmitGates } from './submit/submit-gates.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { SmsQueueEntry } from './sms-queue-entry.entity.js';
import { SmsRequest } from './sms-request.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([SmsRequest, SmsQueueEntry, IdempotencyKey]), GatewayModule, QueueModule],
  controllers: [
    MessagesController,
    CancellationsController,
    CancelMessageController,
    AlterController,
    InDoubtController,
    InboundController,
    SeeController,
    EventsController,
    ReportController,
    StatusController,
    FetchController,
  ],
  providers: [
    MessagesService,
    SubmitGates,
    AlterService,
    CancellationsService,
    InDoubtService,
    InboundService,
    Downloads,
    ReadGate,
    FairReads,
    RequestsService,
    EntriesService,
    EntrySearchService,
    EventsService,
    ReportService,
    FamilyStatusService,
    FetchService,
  ],
  exports: [MessagesService],
})
export class MessagesModule {
  /** @param cancelByGet whether a GET cancels, too, as in the family */
  static register(cancelByGet: boolean): DynamicModule {
    return { module: MessagesModule, controllers: cancelByGet ? [CancelByGetController] : [] };
  }
}
