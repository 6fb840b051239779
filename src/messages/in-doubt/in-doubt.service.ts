// Carries out what somebody decides about entries in doubt, with its answer and its key in one transaction; on the connections of
// submits, so that a large one holds up no cancel.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { Caller } from '../../auth/caller.js';
import { poolOf } from '../../platform/database/database.js';
import { type Decision, Decisions } from '../../queue/control/decisions.js';
import { laneOf } from '../../queue/entry-ids.js';
import { transaction } from '../../queue/transaction.js';
import { Wake } from '../../queue/control/wake.js';
import { type Answer, AnswersOnce, type Answered, fingerprintOf, type Transaction } from '../idempotency.js';
import { RequestsService } from '../query/requests.service.js';
import { SMS } from '../sms.js';

const NOTHING: Answer = { status: 400, body: { id: '', message: 'No in-doubt messages found' } };

@Injectable()
export class InDoubtService {
  private readonly once = new AnswersOnce();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly decisions: Decisions,
    private readonly requests: RequestsService,
    private readonly wake: Wake,
  ) {}

  /** @param body as it came: with the key, what makes a repeat the same */
  async decide(caller: Caller, id: string, decision: Omit<Decision, 'by'>, body: Buffer, key?: string): Promise<Answered> {
    const { tenant } = caller;
    const inTransaction: Transaction = (work) => transaction(poolOf(this.database), work);
    const decide = (client: PoolClient): Promise<Answer> => this.answer(client, caller, id, decision);
    const once = (known: string): Promise<Answered> => {
      const fingerprint = fingerprintOf('').update(body).digest();
      const path = `/api/v1/messages/sms/${id}/in-doubt`;
      return this.once.answer(inTransaction, { lane: laneOf(id), tenant, method: 'POST', path, key: known, fingerprint }, decide);
    };
    const answered = key === undefined ? { ...(await inTransaction(decide)), replayed: false } : await once(key);
    // What is to be sent again, or called, is due.
    if (answered.status === 200 && !answered.replayed) this.wake.call();
    return answered;
  }

  private async answer(client: PoolClient, { tenant, subject }: Caller, id: string, decision: Omit<Decision, 'by'>): Promise<Answer> {
    const changed = await this.decisions.decide(client, id, { module: SMS, tenant }, { ...decision, by: subject });
    const request = changed === 0 ? null : await this.requests.one(tenant, id, client);
    return request === null ? NOTHING : { status: 200, body: { ...request, changed } };
  }
}
