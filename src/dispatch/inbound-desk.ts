// Where messages arrive that people sent to our numbers: kept, and their keywords obeyed, before the carrier is told so.
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Carrier, Inbound } from '../carriers/carrier.js';
import { Carriers } from '../carriers/carriers.js';
import { InboundMessages } from '../queue/opt-outs/inbound-messages.js';

@Injectable()
export class InboundDesk implements OnModuleInit {
  private readonly logger = new Logger('Inbound');

  constructor(
    private readonly messages: InboundMessages,
    private readonly carriers: Carriers,
  ) {}

  onModuleInit(): void {
    this.carriers.onEach((carrier) => {
      carrier.onInbound?.(async (inbound) => {
        await this.take(carrier, inbound);
      });
    });
  }

  /** Resolves once it is stored. @returns its ID, a repeat's as well */
  async take({ name, tenant }: Carrier, inbound: Inbound): Promise<string> {
    const { id, keyword } = await this.messages.store({ ...inbound, carrier: name, tenant });
    if (keyword !== undefined) this.logger.log(`${name}: someone asked to ${keyword.wish} (${keyword.word})`);
    return id;
  }
}
