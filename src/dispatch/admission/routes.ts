// The providers of each route, in the order in which they are tried, as this process uses them.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Provider } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';
import type { QueueName } from '../../queue/queue-name.js';
import { Routing } from '../../queue/routing.js';
import { Breaker } from './breaker.js';
import { Health } from './health.js';
import { InFlight } from './in-flight.js';

/** A provider as this process uses it, whatever the queue. */
export interface ProviderRuntime {
  provider: Provider;
  inFlight: InFlight;
  breaker: Breaker;
  health: Health;
}

@Injectable()
export class Routes {
  private readonly logger = new Logger('Providers');
  private readonly runtimes = new Map<string, ProviderRuntime>();
  private listener: () => void = () => undefined;

  constructor(
    private readonly providers: Providers,
    private readonly routing: Routing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Sets the listener for changes of a provider's trouble: a new reason, or its end. */
  onTrouble(listener: () => void): void {
    this.listener = listener;
  }

  /** The runtimes of all present providers. */
  all(): ProviderRuntime[] {
    return this.providers.all().flatMap(({ name }) => this.runtimeOf(name) ?? []);
  }

  /** In the order in which a message tries them; empty if no provider serves the channel. */
  runtimesOf({ channel, route }: Pick<QueueName, 'channel' | 'route'>): ProviderRuntime[] {
    return this.routing.providersOf(channel, route).flatMap((name) => this.runtimeOf(name) ?? []);
  }

  /**
   * The queue for a message in another channel than that of its present queue. It has no sender: the first channel's queue has already
   * applied the sender's rate limit.
   */
  queueBeside({ tenant, sender }: Pick<RequestMessage, 'tenant' | 'sender'>, channel: string, address: string): QueueName {
    return { channel, route: this.routing.routeOf(channel, { tenant, sender }, address), sender: null };
  }

  /** Created at the first use, and anew for another provider of the same name. */
  private runtimeOf(name: string): ProviderRuntime | undefined {
    const provider = this.providers.get(name);
    const known = this.runtimes.get(name);
    if (provider === undefined || known?.provider === provider) return provider && known;
    const { BREAKER_FAILURES: failures, BREAKER_PAUSE_MS: pauseMs } = this.config;
    const health = new Health(provider.name, this.logger, () => {
      this.listener();
    });
    const breaker = new Breaker({ failures, pauseMs }, (open) => {
      if (open) health.breakerOpened();
    });
    const runtime = { provider, inFlight: new InFlight(provider.maxInFlight), breaker, health };
    this.runtimes.set(name, runtime);
    return runtime;
  }
}
