// Pauses, resumes and reschedules: the statement, the wake-up of workers for what has become due, and the answer.
import { Injectable } from '@nestjs/common';
import { ApiError } from '../../gateway/api-error.js';
import { type Alteration, Alterations } from '../../queue/alterations.js';
import { Wake } from '../../queue/wake.js';
import { invalid } from '../invalid.js';
import { RequestsService, type RequestView } from '../see/requests.service.js';
import { SMS } from '../sms.js';
import { NOTHING_CANCELLABLE } from '../sentences.js';

export type Altered = RequestView & { changed: number };

@Injectable()
export class AlterService {
  constructor(
    private readonly alterations: Alterations,
    private readonly requests: RequestsService,
    private readonly wake: Wake,
  ) {}

  /** @throws ApiError 400 where nothing waits, or the start would be after the expiry */
  async alter(tenant: string, id: string, alteration: Alteration): Promise<Altered> {
    const { changed, late, due } = await this.alterations.alter(id, { module: SMS, tenant }, alteration);
    if (due) this.wake.call();
    if (late) throw invalid('startsAt', 'should be before the expiry');
    const altered = changed === 0 ? null : await this.requests.one(tenant, id);
    if (altered === null) throw new ApiError(400, NOTHING_CANCELLABLE);
    return { ...altered, changed };
  }
}
