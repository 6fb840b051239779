// Stops slices that have passed their expiry and that no claim meets: paused ones, and those of a queue that nobody serves.
import { Injectable } from '@nestjs/common';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';

@Injectable()
export class Expirer {
  constructor(private readonly queue: DispatchQueue) {}

  async expire(lane: number): Promise<void> {
    await this.queue.expire(lane);
  }
}
