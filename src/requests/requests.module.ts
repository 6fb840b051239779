// The kit for the routes of engagement modules: submit, cancel, reschedule, decide about entries in doubt, and query.
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GatewayModule } from '../auth/gateway.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { CancelMany } from './cancel/cancel-many.js';
import { Cancellation } from './cancel/cancellation.js';
import { EventsService } from './events/events.service.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { InDoubtDecisions } from './in-doubt/in-doubt-decisions.js';
import { EntriesService } from './query/entries.service.js';
import { EntrySearchService } from './query/entry-search.service.js';
import { FairReads, ReadGate } from './query/fair-reads.js';
import { RequestsService } from './query/requests.service.js';
import { CsvDownloads } from './report/csv.js';
import { Downloads } from './report/downloads.js';
import { ReportService } from './report/report.service.js';
import { Rescheduling } from './schedule/rescheduling.js';
import { SubmitGates } from './submit/submit-gates.js';
import { Submission } from './submit/submission.js';

const PROVIDERS = [
  ...[Submission, SubmitGates, Cancellation, CancelMany, Rescheduling, InDoubtDecisions],
  ...[RequestsService, EntriesService, EntrySearchService, ReadGate, FairReads, EventsService, ReportService, CsvDownloads],
];

@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey]), GatewayModule, QueueModule],
  providers: [...PROVIDERS, Downloads],
  exports: PROVIDERS,
})
export class RequestsModule {}
