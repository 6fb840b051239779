// Puts a request's recipients on the number line: one queue entry each, and the slices that hold their state. Runs in the submit's own
// transaction, after the request's row.
import { Inject, Injectable } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../platform/config.js';
import { CHANNEL, type Channel } from './states.js';

const sql = (name: string): string => readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
const ENTRIES = sql('enqueue-entries');
const SLICES = sql('enqueue-slices');

/** Entries that one statement inserts. */
const CHUNK = 10_000;

export interface Enqueued {
  lane: number;
  requestId: bigint;
  tenant: string;
  channel: Channel;
  priority: boolean;
  /** E.164, without repeats, in order. */
  mobiles: readonly string[];
  /** Null = now, by the database's clock. */
  startsAt: Date | null;
  expiresAt: Date | null;
}

/** Small slices have many windows in flight at once (one a slice), large ones cost a cancel few rows. */
const sliceSize = (recipients: number): number => Math.min(50_000, Math.max(500, Math.ceil(recipients / 16)));

@Injectable()
export class Enqueue {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async enqueue(manager: EntityManager, request: Enqueued): Promise<void> {
    const { lane, requestId, tenant, channel, mobiles } = request;
    for (let from = 0; from < mobiles.length; from += CHUNK) {
      const chunk = mobiles.slice(from, from + CHUNK);
      await manager.query(ENTRIES, [lane, (requestId + BigInt(from)).toString(), chunk, CHANNEL[channel]]);
    }
    await manager.query(SLICES, [
      lane,
      requestId.toString(),
      mobiles.length,
      sliceSize(mobiles.length),
      tenant,
      // The queue is named for what it carries; which carriers serve it is the dispatcher's business.
      channel,
      this.classOf(request),
      request.startsAt,
      request.expiresAt,
    ]);
  }

  /** Priority before the rest, and in each what fits one window before what doesn't. */
  private classOf({ priority, mobiles }: Enqueued): number {
    return (priority ? 0 : 2) + (mobiles.length <= this.config.WINDOW ? 0 : 1);
  }
}
