// Submit and cancel. A submit is durable when it answers: the request, its entries, its slices and its key commit together. A cancel is
// one statement on connections of its own.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ApiError } from '../gateway/api-error.js';
import type { Caller } from '../gateway/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Cancels, type ClosedAccount } from '../queue/cancels.js';
import { Enqueue } from '../queue/enqueue.js';
import { RequestIds } from '../queue/request-ids.js';
import { laneOf } from '../queue/sms-ids.js';
import { CHANNEL } from '../queue/states.js';
import { type Answer, type Answered, answerOnce, fingerprint, laneOfKey } from './idempotency.js';
import { SmsRequest } from './sms-request.entity.js';
import { submitAnswer, type SubmittedMessage } from './submit-answer.js';
import type { SubmitMessage } from './submit-message.js';

/** The path of the submit and, with `/{id}`, of the cancel, as idempotency keys know them. */
const PATH = '/api/v1/messages/sms';
const NOTHING_TO_CANCEL: Answer = { status: 400, body: { id: '', message: 'No cancellable messages found' } };

export interface Submit {
  /** Reads the body; throws what a bad one answers. Called once, before anything is stored. */
  read: () => SubmitMessage[];
  representation: boolean;
  /** With an Idempotency-Key: what makes a repeat the same. */
  keyed?: { key: string; query: string; body: Buffer };
}

@Injectable()
export class MessagesService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly ids: RequestIds,
    private readonly queue: Enqueue,
    private readonly cancels: Cancels,
  ) {}

  /** @throws ApiError for a body that is no good, or a key used otherwise */
  async submit(caller: Caller, { read, representation, keyed }: Submit): Promise<Answered> {
    if (keyed === undefined) {
      const messages = read();
      const lane = this.ids.nextLane();
      const ids = await this.reserve(lane, messages);
      const stored = await this.database.transaction((manager) => this.store(manager, lane, caller, messages, ids));
      this.wake(messages);
      return { ...submitAnswer(stored, representation), replayed: false };
    }
    const lane = laneOfKey(this.config.LANES, caller.tenant, keyed.key);
    const outcome = attempt(read);
    const messages = outcome instanceof ApiError ? [] : outcome;
    const ids = await this.reserve(lane, messages);
    const answered = await this.database.transaction((manager) =>
      answerOnce(
        (sql, values) => manager.query(sql, values),
        { lane, tenant: caller.tenant, method: 'POST', path: PATH, key: keyed.key, fingerprint: fingerprint(keyed.query, keyed.body) },
        async () => {
          if (outcome instanceof ApiError) return keptRefusal(outcome);
          return submitAnswer(await this.store(manager, lane, caller, messages, ids), representation);
        },
      ),
    );
    if (!answered.replayed) this.wake(messages);
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
    if (key === undefined) return { ...answer(await this.cancels.cancel(id, tenant, subject)), replayed: false };
    const keyed = { lane: laneOf(id), tenant, method: 'DELETE', path: `${PATH}/${id}`, key, fingerprint: fingerprint('') };
    return this.cancels.transaction((client) =>
      answerOnce(
        async (sql, values) => (await client.query<Record<string, unknown>>(sql, values)).rows,
        keyed,
        async () => answer(await this.cancels.cancel(id, tenant, subject, client)),
      ),
    );
  }

  /** IDs are made before the transaction: a reservation waits for no submit, and no submit for another's reservation. */
  private async reserve(lane: number, messages: readonly SubmitMessage[]): Promise<bigint[]> {
    const ids: bigint[] = [];
    while (ids.length < messages.length) ids.push(await this.ids.next(lane));
    return ids;
  }

  /** All messages of a call in one transaction, in one lane: all or nothing. */
  private async store(
    manager: EntityManager,
    lane: number,
    { tenant, subject }: Caller,
    messages: readonly SubmitMessage[],
    ids: readonly bigint[],
  ): Promise<SubmittedMessage[]> {
    const stored: SubmittedMessage[] = [];
    for (const [i, message] of messages.entries()) {
      const requestId = ids[i] ?? 0n;
      const { channel, content, sender, priority, voiceOnFailure, mobiles } = message;
      const startsAt = message.startsAt === null ? null : new Date(message.startsAt);
      const expiresAt = message.expiresAt === null ? null : new Date(message.expiresAt);
      const request = {
        ...{
          lane,
          id: requestId.toString(),
          tenant,
          submittedBy: subject,
          channel: CHANNEL[channel],
          content,
          sender,
          priority,
          voiceOnFailure,
        },
        ...{ recipientCount: mobiles.length, startsAt: () => startOf(message.startsAt), expiresAt },
      };
      const insert = manager.createQueryBuilder().insert().into(SmsRequest).values(request).returning(['startsAt']).updateEntity(false);
      const { raw } = (await insert.execute()) as { raw: { starts_at: Date }[] };
      await this.queue.enqueue(manager, { lane, requestId, tenant, channel, priority, mobiles, startsAt, expiresAt });
      stored.push({ id: request.id, startsAt: raw[0]?.starts_at ?? new Date(), message });
    }
    return stored;
  }

  /** A worker that sleeps hears of what is due now. Not part of the submit: without it the worker looks a little later. */
  private wake(messages: readonly SubmitMessage[]): void {
    if (!messages.some(({ startsAt }) => startsAt === null || startsAt <= Date.now())) return;
    this.database.query(`select pg_notify('sms_due', '')`).catch(() => undefined);
  }
}

function attempt(read: () => SubmitMessage[]): SubmitMessage[] | ApiError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** In SQL: a start that has passed is now. */
const startOf = (startsAt: number | null): string => (startsAt === null ? 'now()' : `greatest(now(), to_timestamp(${startsAt} / 1000.0))`);

/** A 400 is kept like an answer; any other refusal is thrown and undoes its key. */
function keptRefusal(error: ApiError): Answer {
  if (error.status !== 400) throw error;
  return { status: 400, body: { id: '', message: error.message, ...(error.errors && { errors: error.errors }) } };
}
