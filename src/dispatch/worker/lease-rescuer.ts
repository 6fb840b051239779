// Ends leases that have run out, since their worker died or hangs. Their entries are in doubt from then on.
import { Injectable, Logger } from '@nestjs/common';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';

@Injectable()
export class LeaseRescuer {
  private readonly logger = new Logger('LeaseRescuer');

  constructor(private readonly queue: DispatchQueue) {}

  async rescue(lane: number): Promise<void> {
    const { slices, entries } = await this.queue.rescue(lane);
    if (slices > 0)
      this.logger.warn(`Rescued ${slices} slices of lane ${lane} after the end of their lease; ${entries} entries are in doubt`);
  }
}
