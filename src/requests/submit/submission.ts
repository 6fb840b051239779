// Stores what a call submits. It is durable when it answers: the requests, their entries, their slices and the Idempotency-Key commit
// together, in one lane, all or nothing.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { Caller } from '../../auth/caller.js';
import { ApiError } from '../../http/api-error.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { poolOf } from '../../platform/database/database.js';
import { loopShare } from '../../platform/loop-share.js';
import { Wake } from '../../queue/control/wake.js';
import { Channels } from '../../queue/channels.js';
import { Enqueue, type Enqueued } from '../../queue/enqueue/enqueue.js';
import { OpenEntries } from '../../queue/enqueue/open-entries.js';
import { LaneDirectory } from '../../queue/lanes/lane-directory.js';
import type { Owner } from '../../queue/owner.js';
import { RequestIds } from '../../queue/lanes/request-ids.js';
import { Suppression } from '../../queue/suppression/suppression.js';
import { transaction } from '../../queue/transaction.js';
import { type Answer, type Answered, AnswersOnce, KEPT_MS, type Keyed, laneHolding, type Transaction } from '../idempotency/idempotency.js';
import type { ModuleRequests } from '../module-requests.js';
import { TOO_MANY_WAITING } from '../sentences.js';
import { SubmitGates } from './submit-gates.js';

/** A request that is to be stored: the channel's name, its payload, its recipients and its times. */
export type NewRequest = Omit<Enqueued, 'lane' | 'requestId' | 'tenant' | 'submittedBy'>;

export interface Submit {
  /** What the call asks for, read and checked, or what a bad one answers. */
  requests: readonly NewRequest[] | ApiError;
  keyed?: Keyed;
  /** Whether the answer says how many recipients have opted out. */
  countsOptedOut?: boolean;
}

export interface StoredRequest {
  id: string;
  startsAt: Date;
  /** Of its recipients, as far as that was asked for and is known. */
  optedOut?: number;
}

/** @param stored in the order of the requests */
export type SubmitAnswerOf = (stored: readonly StoredRequest[]) => Answer | Promise<Answer>;

@Injectable()
export class Submission {
  private readonly once = new AnswersOnce();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly ids: RequestIds,
    private readonly queue: Enqueue,
    private readonly open: OpenEntries,
    private readonly suppression: Suppression,
    private readonly wake: Wake,
    private readonly lanes: LaneDirectory,
    private readonly gates: SubmitGates,
    private readonly channels: Channels,
  ) {}

  /**
   * @param answerOf made in the transaction, and kept with the key
   * @throws ApiError for a body that is no good, a tenant that has too much waiting, or a key used otherwise
   */
  async submit(of: ModuleRequests, caller: Caller, submit: Submit, answerOf: SubmitAnswerOf): Promise<Answered> {
    const read = submit.requests;
    const requests = read instanceof ApiError ? [] : read;
    this.requireOwn(of, requests);
    const leave = await this.admit({ module: of.module, tenant: caller.tenant }, requests);
    const refusal = read instanceof ApiError ? read : leave === null ? this.tooManyWaiting() : undefined;
    try {
      if (refusal !== undefined) return await this.refuse(of, caller, refusal, submit.keyed);
      return await this.store(of, caller, { ...submit, requests }, answerOf);
    } finally {
      leave?.();
    }
  }

  /** A dry run: what the submit would be refused for, or how many recipients of each request have opted out. Nothing is stored. @throws ApiError */
  async check(of: ModuleRequests, { tenant }: Caller, read: Submit['requests']): Promise<number[]> {
    if (read instanceof ApiError) throw read;
    this.requireOwn(of, read);
    const leave = await this.admit({ module: of.module, tenant }, read);
    leave?.();
    if (leave === null) throw this.tooManyWaiting();
    return this.optedOut(tenant, read);
  }

  /** No module submits by another's channel, which can't read its payload. @throws Error, since it is no fault of the caller */
  private requireOwn({ module }: ModuleRequests, requests: readonly NewRequest[]): void {
    for (const { channel, fallback } of requests)
      for (const name of fallback === null ? [channel] : [channel, fallback])
        if (this.channels.named(name).module !== module) throw new Error(`The channel ${name} is not one of the module ${module}`);
  }

  /** @returns what to call when they are stored, or not; null where there is no room */
  private admit(owner: Owner, requests: readonly NewRequest[]): Promise<(() => void) | null> {
    return this.open.admit(owner, entriesOf(requests));
  }

  /** A refusal is an answer of its key too. */
  private async refuse(of: ModuleRequests, { tenant }: Caller, refusal: ApiError, keyed: Keyed | undefined): Promise<Answered> {
    if (keyed === undefined) throw refusal;
    const lane = await this.laneOf(of, tenant, keyed.key);
    const inTransaction: Transaction = (work) => transaction(poolOf(this.database), work);
    return this.once.answer(inTransaction, { ...nameOf(of, tenant), lane, ...keyed }, () => Promise.resolve(keptRefusal(refusal)));
  }

  private async store(
    of: ModuleRequests,
    caller: Caller,
    { requests, keyed, countsOptedOut = false }: Submit & { requests: readonly NewRequest[] },
    answerOf: SubmitAnswerOf,
  ): Promise<Answered> {
    const { tenant } = caller;
    const lane = keyed === undefined ? this.ids.nextLane() : await this.laneOf(of, tenant, keyed.key);
    const ids = await this.reserve(lane, requests.length);
    if (requests.some(({ sender }) => sender !== null)) await this.queue.prepare();
    const optedOut = countsOptedOut ? await this.optedOut(tenant, requests) : [];
    const store = async (client: PoolClient): Promise<Answer> => {
      const stored = await this.enqueue(client, lane, caller, requests, ids);
      return answerOf(stored.map((each, i) => ({ ...each, optedOut: optedOut[i] })));
    };
    const inTransaction: Transaction = (work) => this.gates.store(tenant, requests, () => transaction(poolOf(this.database), work));
    const answered =
      keyed === undefined
        ? { ...(await inTransaction(store)), replayed: false }
        : await this.once.answer(inTransaction, { ...nameOf(of, tenant), lane, ...keyed }, store);
    if (!answered.replayed) {
      if (requests.some(isDue)) this.wake.call();
      this.queue.stored(requests.reduce((most, { recipients }) => Math.max(most, recipients.length), 0));
    }
    return answered;
  }

  /** Of a submit's key: where it is already, else where it would be. */
  private async laneOf(of: ModuleRequests, tenant: string, key: string): Promise<number> {
    const { lane, others } = await this.lanes.ofKey(tenant, key, KEPT_MS);
    const held = await laneHolding(others, { ...nameOf(of, tenant), key }, this.database);
    return held ?? lane;
  }

  private tooManyWaiting(): ApiError {
    const message = `should leave ${this.config.MAX_OPEN_ENTRIES} messages waiting at most`;
    return new ApiError(422, TOO_MANY_WAITING, [{ field: 'recipients', message }]);
  }

  /** Of each request; nothing is said where the lists can't be read now: what counts is asked at hand-over. */
  private async optedOut(tenant: string, requests: readonly NewRequest[]): Promise<number[]> {
    const counts: number[] = [];
    const tenantShare = loopShare.of(tenant);
    try {
      for (const { recipients, channel, sender } of requests)
        counts.push(await this.suppression.count(recipients, { channel, sender, tenant }, () => tenantShare.ready()));
      return counts;
    } catch {
      return [];
    }
  }

  /** IDs are made before the transaction: a reservation waits for no submit, and no submit for another's reservation. */
  private async reserve(lane: number, count: number): Promise<bigint[]> {
    const ids: bigint[] = [];
    while (ids.length < count) ids.push(await this.ids.next(lane));
    return ids;
  }

  private async enqueue(
    client: PoolClient,
    lane: number,
    { tenant, subject }: Caller,
    requests: readonly NewRequest[],
    ids: readonly bigint[],
  ): Promise<StoredRequest[]> {
    const stored: StoredRequest[] = [];
    for (const [i, request] of requests.entries()) {
      const requestId = ids[i] ?? 0n;
      const startsAt = await this.queue.enqueue(client, { ...request, lane, requestId, tenant, submittedBy: subject });
      stored.push({ id: requestId.toString(), startsAt });
    }
    return stored;
  }
}

/** What a body asks for, or what a bad one answers: with a key, a repeat of it is answered the same. */
export function readOrRefusal<T>(read: () => T): T | ApiError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Of the submits of a module, as idempotency keys know them. */
const nameOf = ({ path }: ModuleRequests, tenant: string): { tenant: string; method: string; path: string } => ({
  tenant,
  method: 'POST',
  path,
});

const entriesOf = (requests: readonly NewRequest[]): number => requests.reduce((sum, { recipients }) => sum + recipients.length, 0);

const isDue = ({ startsAt }: NewRequest): boolean => startsAt === null || startsAt.getTime() <= Date.now();

/** A 400 is kept like an answer; any other refusal is thrown and undoes its key. */
function keptRefusal(error: ApiError): Answer {
  if (error.status !== 400) throw error;
  return { status: 400, body: { id: '', message: error.message, ...(error.errors && { errors: error.errors }) } };
}
