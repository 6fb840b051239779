// A scene for two statements to meet in, and the sessions that they run on: what each answers, and what is in the tables afterwards, in
// words that don't depend on the request's ID or the time.
import pg from 'pg';
import type { AttemptResult, Batch } from '../../src/queue/lease/batch.js';
import { completionOf } from '../../src/queue/lease/completion.js';
import { positionOf } from '../../src/queue/entry-ids.js';
import { type Statement, valuesOf } from '../../src/queue/statements.js';
import { statementNamed } from '../support/statement.js';
import { DECISION, NOT_ACCEPTED, OUTCOME } from '../../src/queue/states.js';
import { QueueRig, sourcesOf, TENANT } from './queue-rig.js';

const [HELD, OTHER] = ['1001', '1002'];
const again: AttemptResult = { kind: 'retry', waitMs: 0, throttled: false, provider: 'c', reason: 'r' };
const ended = (outcome: (typeof OUTCOME)[keyof typeof OUTCOME]): AttemptResult => ({ kind: 'ended', outcome, provider: 'c' });
/** Of what is in hand in a scene: positions 2, 4, 5, 6. */
const RESULTS: readonly AttemptResult[] = [ended(OUTCOME.Submitted), again, ended(OUTCOME.Submitted), { kind: 'untouched' }];

export const SITUATIONS = {
  'in hand': '',
  'the lease over': `update queue_slice set lease_until = now() - interval '1 s' where request_id = $1 and lease_token is not null`,
  'past the expiry': `update queue_slice set expires_at = now() - interval '1 s' where request_id = $1`,
  paused: `update queue_slice set not_before = 'infinity', due_at = 'infinity' where request_id = $1`,
} as const;
export type Situation = keyof typeof SITUATIONS;

/** Nothing of it waits on: written by another part of complete. */
const ALL_ENDED = RESULTS.map((result) => (result.kind === 'ended' ? result : ended(OUTCOME.Rejected)));

type Dispatching = 'claim' | 'complete' | 'complete without retries' | 'release' | 'rescue' | 'expire' | 'resolve';
export type StatementName = Dispatching | 'cancel' | 'pause' | 'resume' | 'reschedule' | 'resend' | 'settle';

/**
 * The queue's statements by name; `nothing` is what one answers that skips what another has locked; `reads` is where it reads its slices,
 * if not at the first of them.
 */
export const STATEMENTS: Record<StatementName, { nothing: unknown[] | null; reads?: string; file?: string }> = {
  claim: { nothing: [] },
  complete: { nothing: null, reads: 'join queue_slice s on s.lane = $1' },
  'complete without retries': { nothing: null, file: 'complete' },
  release: { nothing: null },
  rescue: { nothing: [[0, 0]] },
  expire: { nothing: [[0]] },
  resolve: { nothing: [] },
  cancel: { nothing: null },
  pause: { nothing: null, file: 'schedule' },
  resume: { nothing: null, file: 'schedule' },
  reschedule: { nothing: null, file: 'schedule' },
  resend: { nothing: null, file: 'decide' },
  settle: { nothing: null, file: 'decide' },
};

const statementOf = (name: StatementName): Statement<Record<string, unknown>, object> => statementNamed(STATEMENTS[name].file ?? name);

export const textOf = (name: StatementName): string => statementOf(name).text;

/** It calls a function after it has read its slices, and before it locks them. */
export function textCalling(call: string, name: StatementName): string {
  const { reads = 's.lane = $1' } = STATEMENTS[name];
  return textOf(name).replace(reads, () => reads.replace('s.lane', `${call} and s.lane`));
}

const when = (time: string): string =>
  `case when ${time} = 'infinity' then 'never' when ${time} > now() + interval '30 minutes' then 'later' else 'now' end`;

/**
 * Three slices of four: in hand are 2 (its second try) and 4 of the first, 5 and 6 of the second; the third is free, 10 to be tried again.
 */
export class Scene {
  private constructor(
    readonly rig: QueueRig,
    readonly lane: number,
    readonly id: bigint,
    readonly batch: Batch,
  ) {}

  static async set(rig: QueueRig, lane: number, situation: Situation, { receipts = true } = {}): Promise<Scene> {
    // Of a scene before it.
    await rig.pool.query('delete from queue_slice where lane = $1', [lane]);
    await rig.pool.query('delete from delivery_receipt where lane = $1', [lane]);
    await rig.pool.query('delete from entry_in_doubt where lane = $1', [lane]);
    const id = await rig.enqueue({ lane, recipients: 12, sliceSize: 4, voiceOnFailure: true });
    const one = (first: number, leaseToken: string, batch: number): Promise<Batch> =>
      rig.pool
        .query(
          `with d as materialized (
             select f.first, now() - case f.first when $3 then 2 else 1 end * interval '1 s' as at from queue_slice f
             where f.lane = $1 and f.request_id = $2)
           update queue_slice s set due_at = d.at from d where s.lane = $1 and s.request_id = $2 and s.first = d.first`,
          [lane, id, first],
        )
        .then(() => rig.queue.claim(lane, leaseToken, { queue: 'text', providers: ['SIMULATOR'], batch, sources: sourcesOf(1) }));
    await rig.queue.complete(await one(1, HELD, 3), [ended(OUTCOME.Submitted), again, ended(OUTCOME.InDoubt)]);
    await rig.queue.complete(await one(9, HELD, 2), [ended(OUTCOME.Submitted), again]);
    const batches = [await one(1, HELD, 2), await one(5, HELD, 2)];
    const entries = batches.flatMap((batch) => batch.entries).sort((a, b) => positionOf(a.entryId) - positionOf(b.entryId));
    const scene = new Scene(rig, lane, id, { lane, leaseToken: HELD, claimedAt: 0, heldProviders: [], entries });
    await rig.pool.query('insert into entry_in_doubt (lane, entry_id, ask_at) values ($1, $2, now())', [lane, (id + 3n).toString()]);
    if (receipts) {
      await scene.receipt(1, 1, OUTCOME.Delivered);
      await scene.receipt(2, 2, OUTCOME.Delivered);
      await scene.receipt(3, 1, NOT_ACCEPTED);
      await scene.receipt(5, 1, OUTCOME.Delivered);
      await scene.receipt(9, 1, OUTCOME.Undelivered);
    }
    if (SITUATIONS[situation] !== '') await rig.pool.query(SITUATIONS[situation], [id]);
    return scene;
  }

  async receipt(position: number, attempt: number, status: number): Promise<void> {
    const entryId = (this.id + BigInt(position)).toString();
    await this.rig.receipts.store({ entryId, attempt, status, provider: 'c', providerMessageId: null, reason: null });
  }

  /** Runs the statement once, and puts its answer in words. @param text instead of the statement's own */
  async run(session: pg.ClientBase, name: StatementName, text = textOf(name)): Promise<unknown> {
    const { lane, id, batch } = this;
    const request = { lane, requestId: id.toString(), module: 'sms', tenant: TENANT };
    const source = { classes: [2], tenants: [TENANT], levels: [0], sliceCounts: [4] };
    const decision = { ...request, positions: null, reason: 'r' };
    const parameters: Record<StatementName, object> = {
      claim: { lane, leaseToken: OTHER, most: 6, queue: 'text', channel: 'text', lease: 30_000, ...source, providers: [] },
      complete: completionOf(batch, RESULTS),
      'complete without retries': completionOf(batch, ALL_ENDED),
      release: { lane, leaseToken: HELD },
      rescue: { lane },
      expire: { lane },
      resolve: { lane, most: 100, mostAttempts: 20, firstPause: 1_000, longestPause: 300_000 },
      cancel: { ...request, cancelledBy: 'tester' },
      pause: { ...request, startsAt: null, paused: true },
      resume: { ...request, startsAt: null, paused: false },
      reschedule: { ...request, startsAt: new Date(Date.now() + 3_600_000), paused: null },
      resend: { ...decision, decision: DECISION.SendAgain },
      settle: { ...decision, decision: OUTCOME.Undelivered },
    };
    const values = valuesOf(statementOf(name), { ...parameters[name] });
    try {
      const { rows } = await session.query<Record<string, unknown>>(text, values);
      return rows.map((row) => this.words(row)).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    } catch (error) {
      return error instanceof pg.DatabaseError ? `${name} failed: ${error.code} ${error.constraint}` : error;
    }
  }

  async state(): Promise<unknown> {
    const all = async (text: string): Promise<unknown[]> =>
      (await this.rig.pool.query<Record<string, unknown>>(text, [this.id.toString()])).rows.map((row) => Object.values(row).join(' '));
    return {
      slices: await all(
        `select first, next_position, array(select unnest(retry_positions) order by 1) as retry_positions, lease_token, leased_count, array(select unnest(leased_retries) order by 1) as leased_retries,
           stop_reason, submitted, delivered, rejected, undelivered, recalled, not_attempted, in_doubt, ${when('not_before')} as not_before,
           case when lease_token is null and stop_reason is null and (next_position <= last or retry_positions <> '{}') then ${when('due_at')} end as due_at
         from queue_slice where request_id = $1 order by first`,
      ),
      entries: await all(
        `select entry_id & 1048575 as position, attempts, channel, status from queue_entry
         where entry_id between $1::bigint and $1::bigint + 1048575 order by entry_id`,
      ),
      request: await all(
        `select ${when('starts_at')} as starts_at, cancelled_by, recall_at is not null as recall from request where id = $1`,
      ),
      receipts: await all(
        `select entry_id & 1048575 as position, attempt, status from delivery_receipt
         where entry_id between $1::bigint and $1::bigint + 1048575 order by 1, 2, 3`,
      ),
      inDoubtEntries: await all(
        `select entry_id & 1048575 as position from entry_in_doubt where entry_id between $1::bigint and $1::bigint + 1048575 order by 1`,
      ),
    };
  }

  private words(row: Record<string, unknown>): unknown[] {
    const times = ['cancelled_at', 'expires_in', 'mobile'];
    return Object.entries(row)
      .filter(([name]) => !times.includes(name) && name !== 'request_id')
      .map(([name, value]) => (name === 'entry_id' ? positionOf(String(value)) : value));
  }
}
