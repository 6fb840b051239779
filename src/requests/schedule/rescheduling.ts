// Pauses, resumes and reschedules a request: executes the statement, wakes the workers if entries are due now, and makes the answer.
import { Injectable } from '@nestjs/common';
import { ApiError } from '../../http/api-error.js';
import { type ScheduleChange, Schedules } from '../../queue/control/schedules.js';
import { Wake } from '../../queue/control/wake.js';
import type { ModuleRequests } from '../module-requests.js';
import { RequestsService } from '../query/requests.service.js';
import { invalid } from '../reading/invalid.js';
import { NOTHING_CANCELLABLE } from '../sentences.js';

export type Rescheduled<Request> = Request & { changed: number };

@Injectable()
export class Rescheduling {
  constructor(
    private readonly schedules: Schedules,
    private readonly requests: RequestsService,
    private readonly wake: Wake,
  ) {}

  /** @throws ApiError 400 if no entry waits, or if the start is not before the expiry */
  async schedule<Request extends object>(
    of: ModuleRequests<Request>,
    tenant: string,
    id: string,
    scheduleChange: ScheduleChange,
  ): Promise<Rescheduled<Request>> {
    const { changed, late, due } = await this.schedules.schedule(id, { module: of.module, tenant }, scheduleChange);
    if (due) this.wake.call();
    if (late) throw invalid('startsAt', 'should be before the expiry');
    const rescheduled = changed === 0 ? null : await this.requests.find(of, tenant, id);
    if (rescheduled === null) throw new ApiError(400, NOTHING_CANCELLABLE);
    return { ...of.request(rescheduled), changed };
  }
}
