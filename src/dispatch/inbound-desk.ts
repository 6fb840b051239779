// Where messages arrive that people sent to our numbers: kept, and their keywords obeyed, before the carrier is told so.
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type Carrier, CARRIERS } from '../carriers/carrier.js';
import { InboundMessages } from '../queue/opt-outs/inbound-messages.js';

@Injectable()
export class InboundDesk implements OnModuleInit {
  private readonly logger = new Logger('Inbound');

  constructor(
    private readonly messages: InboundMessages,
    @Inject(CARRIERS) private readonly carriers: readonly Carrier[],
  ) {}

  onModuleInit(): void {
    for (const carrier of this.carriers)
      carrier.onInbound?.(async (inbound) => {
        const keyword = await this.messages.store({ ...inbound, carrier: carrier.name });
        if (keyword !== undefined) this.logger.log(`${carrier.name}: someone asked to ${keyword.wish} (${keyword.word})`);
      });
  }
}
