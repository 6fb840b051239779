// Pauses a request, resumes it, or moves its start. One statement, one lane, a few rows, on the connections reserved for cancels, since a
// pause is as urgent as a cancel. A repeat is harmless: the statement sets values, and counts the entries that it reaches now.
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

/** Absent fields keep their values. */
export interface ScheduleChange {
  /** A start in the past means now, by the database's clock. */
  startsAt?: Date;
  paused?: boolean;
}

export interface Rescheduled {
  /** Entries that the change reached: not begun, or waiting for a retry. */
  changed: number;
  /** True: the start is not before the expiry, and nothing was changed. */
  late: boolean;
  /** True: entries became due. */
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
