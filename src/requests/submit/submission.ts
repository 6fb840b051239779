// Stores the requests of a submit. The requests, their entries, their slices and the Idempotency-Key commit together, in one lane, all or
// none. The answer is sent after the commit.
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

/** A request to store: the name of its channel, its payload, its recipients and its times. */
export type NewRequest = Omit<Enqueued, 'lane' | 'requestId' | 'tenant' | 'submittedBy'>;

export interface Submit {
  /** The checked requests of the call, or the refusal of an invalid body. */
  requests: readonly NewRequest[] | ApiError;
  keyed?: Keyed;
  /** True: the answer includes the number of opted-out recipients. */
  countsOptedOut?: boolean;
}

export interface StoredRequest {
  id: string;
  startsAt: Date;
  /** The number of opted-out recipients. Undefined = not requested, or unknown. */
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
   * @param answerOf makes the answer within the transaction; it is stored with the key
   * @throws ApiError for an invalid body, too many waiting entries of the tenant, or a key that was used for a different request
   */
  async submit(of: ModuleRequests, caller: Caller, submit: Submit, answerOf: SubmitAnswerOf): Promise<Answered> {
    const read = submit.requests;
    const requests = read instanceof ApiError ? [] : read;
    this.requireOwn(of, requests);
    const release = await this.admit({ module: of.module, tenant: caller.tenant }, requests);
    const refusal = read instanceof ApiError ? read : release === null ? this.tooManyWaiting() : undefined;
    try {
      if (refusal !== undefined) return await this.refuse(of, caller, refusal, submit.keyed);
      return await this.store(of, caller, { ...submit, requests }, answerOf);
    } finally {
      release?.();
    }
  }

  /** A dry run: stores nothing. @returns the number of opted-out recipients of each request. @throws ApiError if the submit would be refused */
  async check(of: ModuleRequests, { tenant }: Caller, read: Submit['requests']): Promise<number[]> {
    if (read instanceof ApiError) throw read;
    this.requireOwn(of, read);
    const release = await this.admit({ module: of.module, tenant }, read);
    release?.();
    if (release === null) throw this.tooManyWaiting();
    return this.optedOut(tenant, read);
  }

  /** A module cannot decode the payload of another module's channel. @throws Error, since the caller is not at fault */
  private requireOwn({ module }: ModuleRequests, requests: readonly NewRequest[]): void {
    for (const { channel, fallback } of requests)
      for (const name of fallback === null ? [channel] : [channel, fallback])
        if (this.channels.named(name).module !== module) throw new Error(`The channel ${name} is not one of the module ${module}`);
  }

  /** @returns a function to call after the submit, stored or not; null if too many entries wait */
  private admit(owner: Owner, requests: readonly NewRequest[]): Promise<(() => void) | null> {
    return this.open.admit(owner, entriesOf(requests));
  }

  /** With a key, the refusal is stored as the answer of the key. */
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

  /** The lane of the key of a submit: the lane that already holds the key, or else the lane of its hash. */
  private async laneOf(of: ModuleRequests, tenant: string, key: string): Promise<number> {
    const { lane, others } = await this.lanes.ofKey(tenant, key, KEPT_MS);
    const held = await laneHolding(others, { ...nameOf(of, tenant), key }, this.database);
    return held ?? lane;
  }

  private tooManyWaiting(): ApiError {
    const message = `should leave ${this.config.MAX_OPEN_ENTRIES} messages waiting at most`;
    return new ApiError(422, TOO_MANY_WAITING, [{ field: 'recipients', message }]);
  }

  /** The number of opted-out recipients of each request; empty if the lists cannot be read. The hand-over checks the lists again. */
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

  /** Reserves the IDs before the transaction, so that reservations and submits never wait for each other's locks. */
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

/** Returns the refusal of an invalid body as a value, so that it can be stored as the answer of the Idempotency-Key. */
export function readOrRefusal<T>(read: () => T): T | ApiError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** The part of an idempotency key's name that all submits of a module share. */
const nameOf = ({ path }: ModuleRequests, tenant: string): { tenant: string; method: string; path: string } => ({
  tenant,
  method: 'POST',
  path,
});

const entriesOf = (requests: readonly NewRequest[]): number => requests.reduce((sum, { recipients }) => sum + recipients.length, 0);

const isDue = ({ startsAt }: NewRequest): boolean => startsAt === null || startsAt.getTime() <= Date.now();

/** A 400 is stored as an answer. Any other refusal is thrown, and its key is free again. */
function keptRefusal(error: ApiError): Answer {
  if (error.status !== 400) throw error;
  return { status: 400, body: { id: '', message: error.message, ...(error.errors && { errors: error.errors }) } };
}
