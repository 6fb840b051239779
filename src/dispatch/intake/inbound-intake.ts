// Receives inbound messages from providers. A message is stored and its keywords are obeyed before the provider gets its confirmation.
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Inbound, Provider } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { Channels } from '../../queue/channels.js';
import { InboundHandlers } from '../../queue/reconcile/inbound-handlers.js';

@Injectable()
export class InboundIntake implements OnModuleInit {
  private readonly logger = new Logger('Inbound');

  constructor(
    private readonly handlers: InboundHandlers,
    private readonly providers: Providers,
    private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.providers.onEach((provider) => {
      provider.onInbound?.(async (inbound) => {
        await this.take(provider, inbound);
      });
    });
  }

  /** Resolves when the message is stored. @returns its ID; for a repeated message the first ID */
  async take({ name, tenant, channels: [channel = ''] }: Provider, inbound: Inbound): Promise<string> {
    const store = this.handlers.of(this.channels.named(channel).module);
    const { id, keyword } = await store({ ...inbound, provider: name, tenant });
    if (keyword !== undefined) this.logger.log(`${name}: keyword ${keyword.word} received (${keyword.wish})`);
    return id;
  }
}
