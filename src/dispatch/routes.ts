// Which carrier a message goes by: the first configured one that serves its channel.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Carrier, CARRIERS } from '../carriers/carrier.js';
import { CONFIG, type Config } from '../platform/config.js';
import type { Channel } from '../queue/states.js';
import { Breaker } from './breaker.js';
import { InFlight } from './in-flight.js';

/** A carrier as this process uses it, whatever the queue. */
export interface Line {
  carrier: Carrier;
  inFlight: InFlight;
  breaker: Breaker;
}

@Injectable()
export class Routes {
  private readonly logger = new Logger('Carriers');
  private readonly lines: readonly Line[];

  constructor(
    @Inject(CARRIERS) carriers: readonly Carrier[],
    @Inject(CONFIG) { BREAKER_FAILURES: failures, BREAKER_PAUSE_MS: pauseMs }: Config,
  ) {
    this.lines = carriers.map((carrier) => ({
      carrier,
      inFlight: new InFlight(carrier.maxInFlight),
      breaker: new Breaker({ failures, pauseMs }, (open) => {
        if (open) this.logger.warn(`${carrier.name} doesn't answer: nothing more goes to it for ${pauseMs} ms`);
        else this.logger.log(`${carrier.name} answers again`);
      }),
    }));
  }

  /** Undefined where nobody serves the channel. */
  lineFor(channel: Channel): Line | undefined {
    return this.lines.find(({ carrier }) => carrier.channels.includes(channel));
  }
}
