// The intake of receipts and inbound messages. Every role stores them; a worker applies the receipts.
import { Module } from '@nestjs/common';
import { QueueModule } from '../../queue/queue.module.js';
import { InboundIntake } from './inbound-intake.js';
import { ReceiptIntake } from './receipt-intake.js';

@Module({ imports: [QueueModule], providers: [InboundIntake, ReceiptIntake], exports: [InboundIntake, ReceiptIntake] })
export class OutcomesModule {}
