// Puts a request and its recipients on the number line: its row, one queue entry each, and the slices that hold their state. Runs in the
// submit's own transaction.
import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { CONFIG, type Config } from '../platform/config.js';
import { CHANNEL, type Channel } from './states.js';
import { run, statement } from './statements.js';

const REQUEST = statement('enqueue-request');
const ENTRIES = statement('enqueue-entries');
const SLICES = statement('enqueue-slices');

/** Entries that one statement inserts. */
const CHUNK = 10_000;

export interface Enqueued {
  lane: number;
  requestId: bigint;
  tenant: string;
  /** The submitting caller's subject. */
  submittedBy: string;
  channel: Channel;
  content: string;
  sender: string | null;
  priority: boolean;
  voiceOnFailure: boolean;
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

  /** Answers when it starts: what was asked for, or now where that has passed. */
  async enqueue(client: PoolClient, request: Enqueued): Promise<Date> {
    const { lane, requestId, tenant, channel, priority, mobiles, startsAt, expiresAt } = request;
    const [stored] = await run<{ starts_at: Date }>(client, REQUEST, [
      ...[lane, requestId.toString(), tenant, request.submittedBy, CHANNEL[channel], request.content, request.sender],
      ...[priority, request.voiceOnFailure, mobiles.length, startsAt, expiresAt],
    ]);
    for (let from = 0; from < mobiles.length; from += CHUNK) {
      const chunk = mobiles.slice(from, from + CHUNK);
      await run(client, ENTRIES, [lane, (requestId + BigInt(from)).toString(), chunk, CHANNEL[channel]]);
    }
    await run(client, SLICES, [
      lane,
      requestId.toString(),
      mobiles.length,
      sliceSize(mobiles.length),
      tenant,
      // The queue is named for what it carries; which carriers serve it is the dispatcher's business.
      channel,
      this.classOf(request),
      startsAt,
      expiresAt,
    ]);
    return stored?.starts_at ?? new Date();
  }

  /** Priority before the rest, and in each what fits one window before what doesn't. */
  private classOf({ priority, mobiles }: Enqueued): number {
    return (priority ? 0 : 2) + (mobiles.length <= this.config.WINDOW ? 0 : 1);
  }
}
