// Pauses, resumes and reschedules: the statement, the wake-up of workers for what has become due, and the answer.
import { Injectable } from '@nestjs/common';
import { ApiError } from '../../http/api-error.js';
import { type ScheduleChange, Schedules } from '../../queue/control/schedules.js';
import { Wake } from '../../queue/control/wake.js';
import { invalid } from '../invalid.js';
import { RequestsService, type RequestView } from '../query/requests.service.js';
import { NOTHING_CANCELLABLE } from '../sentences.js';
import { SMS } from '../sms.js';

export type Rescheduled = RequestView & { changed: number };

@Injectable()
export class AlterService {
  constructor(
    private readonly scheduleChanges: Schedules,
    private readonly requests: RequestsService,
    private readonly wake: Wake,
  ) {}

  /** @throws ApiError 400 where nothing waits, or the start would be after the expiry */
  async schedule(tenant: string, id: string, scheduleChange: ScheduleChange): Promise<Rescheduled> {
    const { changed, late, due } = await this.scheduleChanges.schedule(id, { module: SMS, tenant }, scheduleChange);
    if (due) this.wake.call();
    if (late) throw invalid('startsAt', 'should be before the expiry');
    const rescheduled = changed === 0 ? null : await this.requests.one(tenant, id);
    if (rescheduled === null) throw new ApiError(400, NOTHING_CANCELLABLE);
    return { ...rescheduled, changed };
  }
}
