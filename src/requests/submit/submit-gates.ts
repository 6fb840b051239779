// How many submits that cost much run at once, of a tenant and in all: large bodies are read, and large requests stored, a few at a time,
// whoever sends them; the others wait, with little of their bodies read and without a connection.
import { Inject, Injectable } from '@nestjs/common';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate, type Leave } from '../../platform/fair-gate.js';

/** A body of more bytes is a large one. */
export const LARGE_BYTES = 1_048_576;
/** A million numbers take 24 MB. */
const BODIES = { places: 12, each: 4, waiting: 64 };
/** What is stored by one statement that takes some milliseconds is no large one. */
const LARGE_COST = 2_000;
/** In recipients, for that takes about as long. */
const COST_OF_A_REQUEST = 50;
const WAITING = 64;
const RETRY_SECONDS = 5;

@Injectable()
export class SubmitGates {
  private readonly bodies = new FairGate(BODIES);
  private readonly stores: FairGate;

  constructor(@Inject(CONFIG) { DATABASE_POOL }: Config) {
    // Of the connections, so that reads and small submits always have some, and other tenants' large ones too.
    this.stores = new FairGate({ places: Math.max(1, DATABASE_POOL >> 1), each: Math.max(1, DATABASE_POOL >> 2), waiting: WAITING });
  }

  /** @throws ApiError 429 where too many of the tenant's wait already */
  readLarge(tenant: string): Promise<Leave> {
    return this.bodies.enter(tenant) ?? Promise.reject(tooManyRequests(BODIES.waiting, RETRY_SECONDS));
  }

  /** @throws ApiError 429 where too many of the tenant's wait already */
  async store<T>(tenant: string, requests: readonly { recipients: { length: number } }[], work: () => Promise<T>): Promise<T> {
    const cost = requests.reduce((sum, { recipients }) => sum + recipients.length + COST_OF_A_REQUEST, 0);
    if (cost <= LARGE_COST) return work();
    const leave = await (this.stores.enter(tenant) ?? Promise.reject(tooManyRequests(WAITING, RETRY_SECONDS)));
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
