// Which carrier a message goes by: the first configured one that serves its channel.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Carrier, CARRIERS } from '../carriers/carrier.js';
import type { Channel } from '../queue/states.js';
import { Capacity } from './capacity.js';

@Injectable()
export class Routes implements OnApplicationShutdown {
  private readonly capacities = new Map<Carrier, Capacity>();

  constructor(@Inject(CARRIERS) readonly carriers: readonly Carrier[]) {
    for (const carrier of carriers) this.capacities.set(carrier, new Capacity(carrier));
  }

  carrierFor(channel: Channel): Carrier | undefined {
    return this.carriers.find(({ channels }) => channels.includes(channel));
  }

  /** Undefined where nobody serves the channel. */
  capacityFor(channel: Channel): Capacity | undefined {
    const carrier = this.carrierFor(channel);
    return carrier && this.capacities.get(carrier);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.carriers.map((carrier) => carrier.close()));
  }
}
