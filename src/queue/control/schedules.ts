// Pauses a request, lets it go on, moves its start. One statement, one lane, a few rows, on the connections kept for cancels: whoever
// holds a request back is in a hurry too. Repeating one is harmless: it sets, and counts what it would reach now.
import { Injectable } from '@nestjs/common';
import type { Owner } from '../owner.js';
import { CancelPool } from '../pools.js';
import { laneOf } from '../entry-ids.js';
import { run, statement } from '../statements.js';

interface ScheduleParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
  startsAt: Date | null;
  paused: boolean | null;
}

const SCHEDULE = statement<ScheduleParameters, Rescheduled>('schedule', import.meta.url);

/** What is absent stays as it is. */
export interface ScheduleChange {
  /** A past one is now, by the database's clock. */
  startsAt?: Date;
  paused?: boolean;
}

export interface Rescheduled {
  /** Entries that it reached: not begun, or to be tried again. */
  changed: number;
  /** The start is not before the expiry: nothing was changed. */
  late: boolean;
  /** Something is due that was not before. */
  due: boolean;
}

@Injectable()
export class Schedules {
  constructor(private readonly pools: CancelPool) {}

  async schedule(requestId: string, { module, tenant }: Owner, { startsAt, paused }: ScheduleChange): Promise<Rescheduled> {
    const parameters = { lane: laneOf(requestId), requestId, module, tenant, startsAt: startsAt ?? null, paused: paused ?? null };
    const [row] = await run(this.pools.pool, SCHEDULE, parameters);
    return row ?? { changed: 0, late: false, due: false };
  }
}
