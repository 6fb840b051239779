// Which carriers a message may go by: those of its route, in order.
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Carrier } from '../carriers/carrier.js';
import { Carriers } from '../carriers/carriers.js';
import { CONFIG, type Config } from '../platform/config.js';
import type { RequestMessage } from '../queue/dispatch-queue.js';
import type { QueueName } from '../queue/queue-name.js';
import { Routing } from '../queue/routing.js';
import { Breaker } from './breaker.js';
import { Health } from './health.js';
import { InFlight } from './in-flight.js';

/** A carrier as this process uses it, whatever the queue. */
export interface Line {
  carrier: Carrier;
  inFlight: InFlight;
  breaker: Breaker;
  health: Health;
}

@Injectable()
export class Routes {
  private readonly logger = new Logger('Carriers');
  private readonly lines = new Map<string, Line>();
  private listener: () => void = () => undefined;

  constructor(
    private readonly carriers: Carriers,
    private readonly routing: Routing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Called when a carrier begins to take nothing, for another reason, or takes messages again. */
  onTrouble(listener: () => void): void {
    this.listener = listener;
  }

  /** Of every carrier there is now. */
  all(): Line[] {
    return this.carriers.all().flatMap(({ name }) => this.lineOf(name) ?? []);
  }

  /** In the order in which they are tried; none where nobody serves the channel. */
  linesOf({ channel, route }: Pick<QueueName, 'channel' | 'route'>): Line[] {
    return this.routing.carriersOf(channel, route).flatMap((name) => this.lineOf(name) ?? []);
  }

  /** The queue of a message in another channel than the one that it waits in, whatever its sender's pace: that was the first one's. */
  queueBeside({ tenant, sender }: Pick<RequestMessage, 'tenant' | 'sender'>, channel: string, address: string): QueueName {
    return { channel, route: this.routing.routeOf(channel, { tenant, sender }, address), sender: null };
  }

  /** Made when it is first asked for, and anew for another carrier of the same name. */
  private lineOf(name: string): Line | undefined {
    const carrier = this.carriers.get(name);
    const known = this.lines.get(name);
    if (carrier === undefined || known?.carrier === carrier) return carrier && known;
    const { BREAKER_FAILURES: failures, BREAKER_PAUSE_MS: pauseMs } = this.config;
    const health = new Health(carrier.name, this.logger, () => {
      this.listener();
    });
    const breaker = new Breaker({ failures, pauseMs }, (open) => {
      if (open) health.heldDead();
    });
    const line = { carrier, inFlight: new InFlight(carrier.maxInFlight), breaker, health };
    this.lines.set(name, line);
    return line;
  }
}
