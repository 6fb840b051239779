// Where receipts and inbound messages arrive, in every role: stored by whoever hears of them; receipts are applied by a worker.
import { Module } from '@nestjs/common';
import { QueueModule } from '../../queue/queue.module.js';
import { InboundIntake } from './inbound-intake.js';
import { ReceiptIntake } from './receipt-intake.js';

@Module({ imports: [QueueModule], providers: [InboundIntake, ReceiptIntake], exports: [InboundIntake, ReceiptIntake] })
export class OutcomesModule {}
