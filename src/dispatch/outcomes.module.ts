// Where receipts and inbound messages arrive, in every role: stored by whoever hears of them; receipts are applied by a worker.
import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { InboundDesk } from './inbound-desk.js';
import { OutcomeDesk } from './outcome-desk.js';

@Module({ imports: [QueueModule], providers: [InboundDesk, OutcomeDesk], exports: [InboundDesk, OutcomeDesk] })
export class OutcomesModule {}
