// Where messages arrive that people sent to our numbers: kept, and their keywords obeyed, before the carrier is told so.
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Carrier, Inbound } from '../carriers/carrier.js';
import { Carriers } from '../carriers/carriers.js';
import { Channels } from '../queue/channels.js';
import { InboundHandlers } from '../queue/inbound-handlers.js';

@Injectable()
export class InboundDesk implements OnModuleInit {
  private readonly logger = new Logger('Inbound');

  constructor(
    private readonly handlers: InboundHandlers,
    private readonly carriers: Carriers,
    private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.carriers.onEach((carrier) => {
      carrier.onInbound?.(async (inbound) => {
        await this.take(carrier, inbound);
      });
    });
  }

  /** Resolves once it is stored. @returns its ID, a repeat's as well */
  async take({ name, tenant, channels: [channel = ''] }: Carrier, inbound: Inbound): Promise<string> {
    const store = this.handlers.of(this.channels.named(channel).module);
    const { id, keyword } = await store({ ...inbound, carrier: name, tenant });
    if (keyword !== undefined) this.logger.log(`${name}: someone asked to ${keyword.wish} (${keyword.word})`);
    return id;
  }
}
