// Where receipts arrive, in every role: stored by whoever hears of them, applied by a worker.
import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { OutcomeDesk } from './outcome-desk.js';

@Module({ imports: [QueueModule], providers: [OutcomeDesk], exports: [OutcomeDesk] })
export class OutcomesModule {}
