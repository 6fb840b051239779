// Cancels a request and answers the exact number of entries that had not been handed over. The cancel is one statement on its own pool of
// connections. With an Idempotency-Key, the cancel and the stored answer are one transaction.
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Cancels, type ClosedAccount } from '../../queue/control/cancels.js';
import { laneOf } from '../../queue/entry-ids.js';
import { type Answer, type Answered, AnswersOnce, fingerprintOf } from '../idempotency/idempotency.js';
import type { ModuleRequests } from '../module-requests.js';
import { cancelledSentence, NOTHING_CANCELLABLE } from '../sentences.js';

const NOTHING_TO_CANCEL: Answer = { status: 400, body: { id: '', message: NOTHING_CANCELLABLE } };

export interface CancelOptions {
  /** True: the answer includes the counts of all entries. */
  representation?: boolean;
  /** The Idempotency-Key. */
  key?: string;
}

@Injectable()
export class Cancellation {
  private readonly once = new AnswersOnce();

  constructor(private readonly cancels: Cancels) {}

  /** @returns 200 with the exact count, or 400 if no entry can be cancelled (unknown request, other tenant, all begun, already cancelled) */
  async cancel(
    { module, path }: ModuleRequests,
    { tenant, subject }: Caller,
    id: string,
    { representation = false, key }: CancelOptions = {},
  ): Promise<Answered> {
    const owner = { module, tenant };
    if (key === undefined) {
      const account = await this.cancels.cancel(id, owner, subject);
      return { ...answerOf(id, account, representation), replayed: false };
    }
    const keyed = { lane: laneOf(id), tenant, method: 'DELETE', path: `${path}/${id}`, key, fingerprint: fingerprintOf('').digest() };
    return this.once.answer(
      (work) => this.cancels.transaction(work),
      keyed,
      async (client) => answerOf(id, await this.cancels.cancel(id, owner, subject, client), representation),
    );
  }
}

function answerOf(id: string, account: ClosedAccount | null, representation: boolean): Answer {
  if (account === null) return NOTHING_TO_CANCEL;
  return { status: 200, body: { id: '', message: cancelledSentence(account.cancelled, id), ...(representation && account) } };
}
