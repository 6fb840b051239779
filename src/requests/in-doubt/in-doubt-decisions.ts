// Executes a person's decision about entries in doubt. The changes, the answer and the Idempotency-Key are one transaction. It uses the
// connections of submits, so that a large decision does not delay a cancel.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { Caller } from '../../auth/caller.js';
import { poolOf } from '../../platform/database/database.js';
import { type Decision, Decisions } from '../../queue/control/decisions.js';
import { Wake } from '../../queue/control/wake.js';
import { laneOf } from '../../queue/entry-ids.js';
import { transaction } from '../../queue/transaction.js';
import { type Answer, type Answered, AnswersOnce, type Keyed, type Transaction } from '../idempotency/idempotency.js';
import type { ModuleRequests } from '../module-requests.js';
import { RequestsService } from '../query/requests.service.js';
import { NOTHING_IN_DOUBT } from '../sentences.js';

const NOTHING: Answer = { status: 400, body: { id: '', message: NOTHING_IN_DOUBT } };

@Injectable()
export class InDoubtDecisions {
  private readonly once = new AnswersOnce();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly decisions: Decisions,
    private readonly requests: RequestsService,
    private readonly wake: Wake,
  ) {}

  async decide(of: ModuleRequests, caller: Caller, id: string, decision: Omit<Decision, 'by'>, keyed?: Keyed): Promise<Answered> {
    const { tenant } = caller;
    const inTransaction: Transaction = (work) => transaction(poolOf(this.database), work);
    const decide = (client: PoolClient): Promise<Answer> => this.answer(client, of, caller, id, decision);
    const once = (known: Keyed): Promise<Answered> => {
      const request = { lane: laneOf(id), tenant, method: 'POST', path: `${of.path}/${id}/in-doubt`, ...known };
      return this.once.answer(inTransaction, request, decide);
    };
    const answered = keyed === undefined ? { ...(await inTransaction(decide)), replayed: false } : await once(keyed);
    // Wakes the workers, since entries to send again and fallback calls are due now.
    if (answered.status === 200 && !answered.replayed) this.wake.call();
    return answered;
  }

  private async answer(
    client: PoolClient,
    of: ModuleRequests,
    { tenant, subject }: Caller,
    id: string,
    decision: Omit<Decision, 'by'>,
  ): Promise<Answer> {
    const changed = await this.decisions.decide(client, id, { module: of.module, tenant }, { ...decision, by: subject });
    const request = changed === 0 ? null : await this.requests.find(of, tenant, id, client);
    return request === null ? NOTHING : { status: 200, body: { ...of.request(request), changed } };
  }
}
