// Stops slices past their expiry that no claim reads: paused slices, and those of a queue without a runner.
import { Injectable } from '@nestjs/common';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';

@Injectable()
export class Expirer {
  constructor(private readonly queue: DispatchQueue) {}

  async expire(lane: number): Promise<void> {
    await this.queue.expire(lane);
  }
}
