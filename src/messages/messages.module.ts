// The routes of SMS requests: submit, query, reschedule, cancel.
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RequestsModule } from '../requests/requests.module.js';
import { CancellationsController } from './routes/cancellations.controller.js';
import { EventsController } from './routes/events.controller.js';
import { InDoubtController } from './routes/in-doubt.controller.js';
import { MessagesController } from './routes/messages.controller.js';
import { QueryController } from './routes/query.controller.js';
import { ReportController } from './routes/report.controller.js';
import { ScheduleController } from './routes/schedule.controller.js';
import { SmsQueueEntry } from './sms-queue-entry.entity.js';
import { SmsRequest } from './sms-request.entity.js';
import { SubmitService } from './submit/submit.service.js';

@Module({})
export class MessagesModule {
  static register(): DynamicModule {
    return {
      module: MessagesModule,
      imports: [TypeOrmModule.forFeature([SmsRequest, SmsQueueEntry]), RequestsModule],
      controllers: [
        ...[MessagesController, CancellationsController, ScheduleController, InDoubtController],
        ...[QueryController, EventsController, ReportController],
      ],
      providers: [SubmitService],
    };
  }
}
