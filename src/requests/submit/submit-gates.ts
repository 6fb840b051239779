// Limits the large submits at a time, of each tenant and in total: the reading of large bodies and the storing of large requests. Further
// submits wait. A waiting submit has read only a small part of its body, and has no connection.
import { Inject, Injectable } from '@nestjs/common';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate, type Leave } from '../../platform/fair-gate.js';

/** A body of more bytes counts as large. */
export const LARGE_BYTES = 1_048_576;
/** Limits the memory: a million numbers take 24 MB. */
const BODIES = { places: 12, each: 4, waiting: 64 };
/** Up to this cost, a request is stored by one statement of some milliseconds, so it does not count as large. */
const LARGE_COST = 2_000;
/** The cost of a request, in recipients that take about the same time. */
const COST_OF_A_REQUEST = 50;
const WAITING = 64;
const RETRY_SECONDS = 5;

@Injectable()
export class SubmitGates {
  private readonly bodies = new FairGate(BODIES);
  private readonly stores: FairGate;

  constructor(@Inject(CONFIG) { DATABASE_POOL }: Config) {
    // A part of the connections, so that reads, small submits and the large submits of other tenants always have some.
    this.stores = new FairGate({ places: Math.max(1, DATABASE_POOL >> 1), each: Math.max(1, DATABASE_POOL >> 2), waiting: WAITING });
  }

  /** @throws ApiError 429 if too many submits of the tenant wait already */
  readLarge(tenant: string): Promise<Leave> {
    return this.bodies.enter(tenant) ?? Promise.reject(tooManyRequests(BODIES.waiting, RETRY_SECONDS));
  }

  /** @throws ApiError 429 if too many submits of the tenant wait already */
  async store<T>(tenant: string, requests: readonly { recipients: { length: number } }[], work: () => Promise<T>): Promise<T> {
    const cost = requests.reduce((sum, { recipients }) => sum + recipients.length + COST_OF_A_REQUEST, 0);
    if (cost <= LARGE_COST) return work();
    const release = await (this.stores.enter(tenant) ?? Promise.reject(tooManyRequests(WAITING, RETRY_SECONDS)));
    try {
      return await work();
    } finally {
      release();
    }
  }
}
