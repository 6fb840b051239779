// Takes messages that people send to our numbers. A message is stored and its keywords are obeyed before the provider gets its
// confirmation.
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

  /** Resolves once it is stored. @returns its ID, a repeat's as well */
  async take({ name, tenant, channels: [channel = ''] }: Provider, inbound: Inbound): Promise<string> {
    const store = this.handlers.of(this.channels.named(channel).module);
    const { id, keyword } = await store({ ...inbound, provider: name, tenant });
    if (keyword !== undefined) this.logger.log(`${name}: someone asked to ${keyword.wish} (${keyword.word})`);
    return id;
  }
}
