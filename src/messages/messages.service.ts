// Submit and cancel. A submit is durable when it answers: the request, its entries, its slices and its key commit together. A cancel is
// one statement on connections of its own.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { ApiError } from '../http/api-error.js';
import type { Caller } from '../auth/caller.js';
import { CONFIG } from '../platform/config/config.js';
import type { SmsConfig } from './settings.js';
import { poolOf } from '../platform/database/database.js';
import { loopShare } from '../platform/loop-share.js';
import { type Price, readPrice } from '../platform/price.js';
import { Cancels, type ClosedAccount } from '../queue/control/cancels.js';
import { Enqueue } from '../queue/enqueue/enqueue.js';
import { LaneDirectory } from '../queue/lanes/lane-directory.js';
import { OpenEntries } from '../queue/enqueue/open-entries.js';
import { Suppression } from '../queue/suppression/suppression.js';
import { RequestIds } from '../queue/lanes/request-ids.js';
import { laneOf } from '../queue/entry-ids.js';
import { transaction } from '../queue/transaction.js';
import { Wake } from '../queue/control/wake.js';
import { type Answer, type Answered, AnswersOnce, fingerprintOf, KEPT_MS, laneHolding, type Transaction } from './idempotency.js';
import { checkAnswer, submitAnswer, type SubmittedMessage } from './submit-answer.js';
import type { SubmitMessage } from './submit-message.js';
import { SMS, VOICE } from './sms.js';
import { SubmitGates } from './submit/submit-gates.js';
import { NOTHING_CANCELLABLE } from './sentences.js';

/** The path of the submit and, with `/{id}`, of the cancel, as idempotency keys know them. */
const PATH = '/api/v1/messages/sms';
const NOTHING_TO_CANCEL: Answer = { status: 400, body: { id: '', message: NOTHING_CANCELLABLE } };

export interface Submit {
  /** The whole body, read and checked, or what a bad one answers. */
  read: SubmitMessage[] | ApiError;
  representation: boolean;
  /** With an Idempotency-Key: what makes a repeat the same. */
  keyed?: { key: string; fingerprint: Buffer };
}

@Injectable()
export class MessagesService {
  /** Of a segment; null = unknown. */
  private readonly price: Price | null;
  private readonly once = new AnswersOnce();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: SmsConfig,
    private readonly ids: RequestIds,
    private readonly queue: Enqueue,
    private readonly open: OpenEntries,
    private readonly suppression: Suppression,
    private readonly cancels: Cancels,
    private readonly wake: Wake,
    private readonly lanes: LaneDirectory,
    private readonly gates: SubmitGates,
  ) {
    this.price = readPrice(config.SEGMENT_PRICE);
  }

  /** @throws ApiError for a body that is no good, a tenant that has too much waiting, or a key used otherwise */
  async submit(caller: Caller, { read, representation, keyed }: Submit): Promise<Answered> {
    const messages = read instanceof ApiError ? [] : read;
    const leave = await this.open.admit({ module: SMS, tenant: caller.tenant }, entriesOf(messages));
    const refusal = read instanceof ApiError ? read : leave === null ? this.tooManyWaiting() : undefined;
    try {
      return await this.answer(caller, messages, refusal, representation, keyed);
    } finally {
      leave?.();
    }
  }

  /** Of a dry run: what the submit would be refused for, or what would be made of it. Nothing is stored. @throws ApiError */
  async check({ tenant }: Caller, read: Submit['read']): Promise<Answered> {
    if (read instanceof ApiError) throw read;
    const leave = await this.open.admit({ module: SMS, tenant }, entriesOf(read));
    leave?.();
    if (leave === null) throw this.tooManyWaiting();
    const answer = await loopShare.of(tenant).run(checkAnswer(read, await this.optedOut(tenant, read), this.price));
    return { ...answer, replayed: false };
  }

  private async answer(
    caller: Caller,
    messages: readonly SubmitMessage[],
    refusal: ApiError | undefined,
    representation: boolean,
    keyed: Submit['keyed'],
  ): Promise<Answered> {
    if (keyed === undefined && refusal !== undefined) throw refusal;
    const { tenant } = caller;
    const lane = keyed === undefined ? this.ids.nextLane() : await this.laneOf(tenant, keyed.key);
    const ids = refusal === undefined ? await this.reserve(lane, messages) : [];
    if (messages.some(({ sender }) => sender !== null)) await this.queue.prepare();
    const optedOut = representation && refusal === undefined ? await this.optedOut(tenant, messages) : [];
    const store = async (client: PoolClient): Promise<Answer> => {
      if (refusal !== undefined) return keptRefusal(refusal);
      const stored = await this.store(client, lane, caller, messages, ids);
      const submitted = stored.map((each, i) => ({ ...each, optedOut: optedOut[i] }));
      return loopShare.of(tenant).run(submitAnswer(submitted, representation, this.price));
    };
    const inTransaction: Transaction = (work) => this.gates.store(tenant, messages, () => transaction(poolOf(this.database), work));
    const answered =
      keyed === undefined
        ? { ...(await inTransaction(store)), replayed: false }
        : await this.once.answer(inTransaction, { lane, tenant, method: 'POST', path: PATH, ...keyed }, store);
    if (refusal === undefined && !answered.replayed) {
      if (messages.some(isDue)) this.wake.call();
      this.queue.stored(messages.reduce((most, { recipients }) => Math.max(most, recipients.length), 0));
    }
    return answered;
  }

  /** 200 with the exact count, or 400 where nothing was left to cancel (unknown, another tenant's, all begun, cancelled before). */
  async cancel(caller: Caller, id: string, representation: boolean, key?: string): Promise<Answered> {
    const answer = (account: ClosedAccount | null): Answer => {
      if (account === null) return NOTHING_TO_CANCEL;
      const message = `Cancelled  ${account.cancelled} message entries of the Message with ID : ${id}`;
      return { status: 200, body: { id: '', message, ...(representation && account) } };
    };
    const { tenant, subject } = caller;
    if (key === undefined) return { ...answer(await this.cancels.cancel(id, { module: SMS, tenant }, subject)), replayed: false };
    const keyed = { lane: laneOf(id), tenant, method: 'DELETE', path: `${PATH}/${id}`, key, fingerprint: fingerprintOf('').digest() };
    return this.once.answer(
      (work) => this.cancels.transaction(work),
      keyed,
      async (client) => answer(await this.cancels.cancel(id, { module: SMS, tenant }, subject, client)),
    );
  }

  /** The same, in the Volt MX push API's words: one space where the Volt MX SMS API has two. */
  async cancelMessage(caller: Caller, id: string, key: string | undefined): Promise<Answered> {
    const answered = await this.cancel(caller, id, false, key);
    const { message } = answered.body as { message: string };
    return { ...answered, body: { ...answered.body, message: message.replace('Cancelled  ', 'Cancelled ') } };
  }

  /** Of a submit's key: where it is already, else where it would be. */
  private async laneOf(tenant: string, key: string): Promise<number> {
    const { lane, others } = await this.lanes.ofKey(tenant, key, KEPT_MS);
    const name = { tenant, method: 'POST', path: PATH, key };
    const held = await laneHolding(others, name, this.database);
    return held ?? lane;
  }

  private tooManyWaiting(): ApiError {
    const message = `should leave ${this.config.MAX_OPEN_ENTRIES} messages waiting at most`;
    return new ApiError(422, 'Too many messages are waiting', [{ field: 'recipients', message }]);
  }

  /** Of each message; nothing is said where the lists can't be read now: what counts is asked at hand-over. */
  private async optedOut(tenant: string, messages: readonly SubmitMessage[]): Promise<number[]> {
    const counts: number[] = [];
    const tenantShare = loopShare.of(tenant);
    try {
      for (const { recipients, channel, sender } of messages)
        counts.push(await this.suppression.count(recipients, { channel, sender, tenant }, () => tenantShare.ready()));
      return counts;
    } catch {
      return [];
    }
  }

  /** IDs are made before the transaction: a reservation waits for no submit, and no submit for another's reservation. */
  private async reserve(lane: number, messages: readonly SubmitMessage[]): Promise<bigint[]> {
    const ids: bigint[] = [];
    while (ids.length < messages.length) ids.push(await this.ids.next(lane));
    return ids;
  }

  /** All messages of a call in one transaction, in one lane: all or nothing. */
  private async store(
    client: PoolClient,
    lane: number,
    { tenant, subject }: Caller,
    messages: readonly SubmitMessage[],
    ids: readonly bigint[],
  ): Promise<SubmittedMessage[]> {
    const stored: SubmittedMessage[] = [];
    for (const [i, message] of messages.entries()) {
      const requestId = ids[i] ?? 0n;
      const startsAt = await this.queue.enqueue(client, {
        ...message,
        ...{ lane, requestId, tenant, submittedBy: subject },
        payload: message.content,
        fallback: message.voiceOnFailure ? VOICE.name : null,
        units: message.costs?.total ?? null,
        startsAt: message.startsAt === null ? null : new Date(message.startsAt),
        expiresAt: message.expiresAt === null ? null : new Date(message.expiresAt),
      });
      stored.push({ id: requestId.toString(), startsAt, message });
    }
    return stored;
  }
}

const entriesOf = (messages: readonly SubmitMessage[]): number => messages.reduce((sum, { recipients }) => sum + recipients.length, 0);

const isDue = ({ startsAt }: SubmitMessage): boolean => startsAt === null || startsAt <= Date.now();

/** A 400 is kept like an answer; any other refusal is thrown and undoes its key. */
function keptRefusal(error: ApiError): Answer {
  if (error.status !== 400) throw error;
  return { status: 400, body: { id: '', message: error.message, ...(error.errors && { errors: error.errors }) } };
}
