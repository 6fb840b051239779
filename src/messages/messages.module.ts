// What is asked for: SMS requests, submitted, queried, rescheduled and cancelled.
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GatewayModule } from '../auth/gateway.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { ScheduleController } from './schedule/schedule.controller.js';
import { AlterService } from './schedule/schedule.service.js';
import { CancellationsController } from './cancel-many/cancellations.controller.js';
import { CancellationsService } from './cancel-many/cancellations.service.js';
import { InDoubtController } from './in-doubt/in-doubt.controller.js';
import { InDoubtService } from './in-doubt/in-doubt.service.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { Downloads } from './query/downloads.js';
import { EntriesService } from './query/entries.service.js';
import { EntrySearchService } from './query/entry-search.service.js';
import { EventsController } from './query/events.controller.js';
import { EventsService } from './query/events.service.js';
import { FairReads, ReadGate } from './query/fair-reads.js';
import { ReportController } from './query/report.controller.js';
import { ReportService } from './query/report.service.js';
import { RequestsService } from './query/requests.service.js';
import { QueryController } from './query/query.controller.js';
import { SubmitGates } from './submit/submit-gates.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { SmsQueueEntry } from './sms-queue-entry.entity.js';
import { SmsRequest } from './sms-request.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([SmsRequest, SmsQueueEntry, IdempotencyKey]), GatewayModule, QueueModule],
  controllers: [
    MessagesController,
    CancellationsController,
    ScheduleController,
    InDoubtController,
    QueryController,
    EventsController,
    ReportController,
  ],
  providers: [
    MessagesService,
    SubmitGates,
    AlterService,
    CancellationsService,
    InDoubtService,
    Downloads,
    ReadGate,
    FairReads,
    RequestsService,
    EntriesService,
    EntrySearchService,
    EventsService,
    ReportService,
  ],
  exports: [MessagesService, ReadGate],
})
export class MessagesModule {
  static register(): DynamicModule {
    return { module: MessagesModule, global: true };
  }
}
