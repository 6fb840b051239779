// Any sequence of claims, completions, releases, rescues, cancels, pauses, reschedules, expiries and receipts leaves every entry exactly
// where plain code says.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHANNELS } from '../support/channels.js';
import { OUTCOME, STOP_REASON } from '../../src/queue/states.js';
import { transaction } from '../../src/queue/transaction.js';
import type { Batch } from '../../src/queue/lease/batch.js';
import { Model } from './model.js';
import { onCitus } from '../support/waits.js';
import { OWNER, QueueRig, sourcesOf } from './queue-rig.js';
import { EXAMPLES, type Step, step } from './steps.js';

let rig: QueueRig;
beforeAll(async () => {
  rig = await QueueRig.start();
});
afterAll(() => rig.close());

interface Row {
  entry_id: string;
  status: number | null;
  attempts: number;
  channel: number;
  place: string;
  stop_reason: number | null;
  held: boolean;
  back: string | null;
  provider: string | null;
  starved: boolean;
  early: boolean;
}

/** By the rule of complete. */
const START_COMES = `with d as materialized (
    select f.first, now() - interval '1 s' as at,
      case when f.next_position <= f.last or f.retry_positions = '{}' then now() else (select min(t.at) from unnest(f.retry_at) t (at)) end as due_at
    from queue_slice f where f.lane = $1 and f.request_id = $2 and f.not_before < 'infinity')
  update queue_slice s set not_before = d.at, due_at = greatest(d.at, d.due_at) from d
  where s.lane = $1 and s.request_id = $2 and s.first = d.first`;

class Run {
  private readonly held: Batch[] = [];
  private readonly lapsed: Batch[] = [];

  constructor(
    private readonly lane: number,
    private readonly model: Model,
  ) {}

  async step(step: Step): Promise<void> {
    const { model, lane } = this;
    const id = model.requestId.toString();
    switch (step.do) {
      case 'claim': {
        const leaseToken = rig.queue.newLeaseToken();
        const could = [...model.entries.values()].some((entry) => model.available(entry));
        const batch = await rig.queue.claim(lane, leaseToken, {
          queue: 'text',
          providers: ['SIMULATOR'],
          batch: step.batch,
          sources: sourcesOf(step.slices),
        });
        expect(batch.entries.length).toBeLessThanOrEqual(step.batch);
        if (could && model.slices.every(({ expired }) => !expired)) expect(batch.entries.length).toBeGreaterThan(0);
        for (const entry of batch.entries) {
          expect(entry.attempt).toBe(model.of(entry.entryId).attempts + 1);
          expect(CHANNELS.named(entry.channel ?? '').code).toBe(model.of(entry.entryId).channel);
        }
        model.claim(
          leaseToken,
          batch.entries.map(({ entryId }) => entryId),
        );
        if (batch.entries.length > 0) this.held.push(batch);
        await this.readFrozen();
        break;
      }
      case 'complete': {
        const [batch] = this.held.splice(step.which % (this.held.length || 1), 1);
        if (batch === undefined) return;
        const results = batch.entries.map((_, i) => step.results[i % step.results.length] ?? { kind: 'untouched' as const });
        batch.entries.forEach(({ entryId }, i) => {
          model.complete(entryId, results[i] ?? { kind: 'untouched' });
        });
        model.endLease(batch.leaseToken);
        const slices = new Set(batch.entries.map(({ first }) => first));
        expect(await rig.queue.complete(batch, results)).toHaveLength(slices.size);
        break;
      }
      case 'complete late': {
        const batch = this.lapsed[step.which % (this.lapsed.length || 1)];
        if (batch !== undefined)
          expect(
            await rig.queue.complete(
              batch,
              batch.entries.map(() => ({ kind: 'untouched' })),
            ),
          ).toEqual([]);
        break;
      }
      case 'release': {
        const [batch] = this.held.splice(step.which % (this.held.length || 1), 1);
        if (batch === undefined) return;
        const before = new Map(model.leasedBy(batch.leaseToken).map((entry) => [entry.entryId, entry]));
        model.release(batch.leaseToken);
        await rig.queue.release(lane, batch.leaseToken);
        // What was fresh is fresh again, what was tried again waits in `again`.
        for (const row of await this.rows()) {
          const entry = before.get(row.entry_id);
          if (entry?.place === 'again') entry.place = row.place === 'fresh' ? 'fresh' : 'again';
        }
        break;
      }
      case 'rescue': {
        const [batch] = this.held.splice(step.which % (this.held.length || 1), 1);
        if (batch === undefined) return;
        await rig.pool.query(`update queue_slice set lease_until = now() - interval '1 s' where lease_token = $1`, [batch.leaseToken]);
        model.rescue(batch.leaseToken);
        expect((await rig.queue.rescue(lane)).entries).toBe(batch.entries.length);
        this.lapsed.push(batch);
        break;
      }
      case 'time passes':
        await rig.pool.query(
          `update queue_slice set retry_at = array_fill(now() - interval '1 s', array[cardinality(retry_positions)]), due_at = greatest(not_before, least(due_at, now()))
           where lane = $1 and request_id = $2 and cardinality(retry_positions) > 0`,
          [lane, id],
        );
        for (const entry of model.entries.values()) if (entry.place === 'again') entry.ready = true;
        break;
      case 'expiry':
        await rig.pool.query(`update queue_slice set expires_at = now() - interval '1 s' where request_id = $1`, [id]);
        for (const slice of model.slices) slice.expired = true;
        if (step.sweep) await rig.queue.expire(lane);
        await this.readFrozen();
        if (step.sweep) expect(model.slices.filter((slice) => slice.leaseToken === null && model.hasWaiting(slice))).toEqual([]);
        break;
      case 'schedule': {
        const { paused, start } = step;
        const startsAt = start === undefined ? undefined : new Date(start === 'now' ? 0 : Date.now() + 3_600_000);
        expect(await rig.scheduleChanges.schedule(id, OWNER, { paused, startsAt })).toMatchObject(model.schedule(step));
        break;
      }
      case 'start comes':
        await rig.pool.query(START_COMES, [lane, id]);
        await rig.pool.query(`update request set starts_at = now() - interval '1 s' where lane = $1 and id = $2`, [lane, id]);
        model.startComes();
        break;
      case 'cancel': {
        const expected = model.cancel();
        const account = await rig.cancels.cancel(id, OWNER, 'tester');
        expect(account?.cancelled ?? 0).toBe(expected);
        if (account !== null) expect(account.total).toBe(model.recipients);
        break;
      }
      case 'decide': {
        const entryId = step.which === null ? undefined : [...model.entries.keys()][step.which % model.entries.size];
        const decision = { as: step.as, by: 'tester', ...(entryId !== undefined && { entryIds: [entryId] }) };
        const expected = model.decide(step.as, entryId);
        const changed = await transaction(rig.pool, (client) => rig.decisions.decide(client, id, OWNER, decision));
        expect(changed).toBe(expected);
        break;
      }
      case 'receipt': {
        const entry = [...model.entries.values()][step.which % model.entries.size];
        if (entry === undefined) return;
        const attempt = Math.max(0, entry.attempts + step.ahead);
        const { entryId } = entry;
        await rig.receipts.store({ entryId, attempt, status: step.said, ...step.by, providerMessageId: null, reason: null });
        const resolution = model.receipt(entryId, attempt, step.said, step.by);
        expect(await rig.queue.resolve(lane)).toEqual([{ entry_id: entryId, attempt, provider: step.by.provider, resolution }]);
        const left = await rig.pool.query('delete from delivery_receipt where entry_id = $1', [entryId]);
        expect(left.rowCount).toBe(resolution === 'later' ? 1 : 0);
      }
    }
  }

  /** An expired slice may be frozen by a claim or the expirer, never while in hand, and no other. */
  private async readFrozen(): Promise<void> {
    const { rows } = await rig.pool.query<{ first: number; stop_reason: number | null }>(
      'select first, stop_reason from queue_slice where request_id = $1',
      [this.model.requestId.toString()],
    );
    for (const { first, stop_reason: stopped } of rows) {
      const slice = this.model.slices.find((each) => each.first === first);
      if (slice === undefined || slice.stopped === stopped) continue;
      expect([stopped, slice.stopped, slice.expired, slice.leaseToken]).toEqual([STOP_REASON.Expired, null, true, null]);
      slice.stopped = stopped;
    }
  }

  async rows(): Promise<Row[]> {
    const { rows } = await rig.pool.query<Row>(
      `select e.entry_id, e.status, e.attempts, e.channel, e.provider, s.stop_reason, s.lease_token is not null as held,
         case when p >= s.next_position then 'fresh' when p = any (s.retry_positions) then 'again'
           when s.lease_token is not null and (p >= s.next_position - s.leased_count or p = any (s.leased_retries)) then 'hand' else 'ended' end as place,
         case when s.stop_reason is null then case when s.not_before = 'infinity' then 'paused' when s.not_before > now() then 'later' else 'no' end end as back,
         s.lease_token is null and s.stop_reason is null and s.due_at < s.not_before and (s.next_position <= s.last or s.retry_positions <> '{}') as early,
         s.lease_token is null and s.stop_reason is null and s.due_at > now() and s.not_before <= now() and (s.next_position <= s.last or exists (select from unnest(s.retry_at) t where t <= now())) as starved
       from queue_entry e cross join lateral (select (e.entry_id & 1048575)::int as p) p
       join queue_slice s on s.lane = $1 and s.request_id = (e.entry_id >> 20) << 20 and p.p between s.first and s.last
       where e.lane = $1 and s.request_id = $2 order by e.entry_id`,
      [this.lane, this.model.requestId.toString()],
    );
    return rows;
  }

  async compare(): Promise<void> {
    for (const row of await this.rows()) {
      const { place, attempts, channel, outcome, provider, slice } = this.model.of(row.entry_id);
      const status = row.status === OUTCOME.QueueFull ? null : row.status;
      expect({ ...row, status }).toEqual({
        ...{ entry_id: row.entry_id, place, attempts, channel, provider, status: outcome, stop_reason: slice.stopped },
        ...{ held: slice.leaseToken !== null, back: slice.stopped === null ? slice.held : null },
        ...{ starved: false, early: false },
      });
    }
    const { rows } = await rig.pool.query<{ recalled: number }>(
      'select sum(recalled)::int as recalled from queue_slice where request_id = $1',
      [this.model.requestId.toString()],
    );
    const recalled = [...this.model.entries.values()].filter(({ outcome }) => outcome === OUTCOME.Recalled);
    expect(rows).toEqual([{ recalled: recalled.length }]);
  }
}

describe('the queue', () => {
  it('agrees with plain code after every step', async () => {
    let lane = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.array(step, { minLength: 1, maxLength: 30 }),
        async (recipients, sliceSize, voiceOnFailure, steps) => {
          lane = (lane + 1) % 1024;
          await rig.pool.query('delete from queue_slice where lane = $1', [lane]);
          const id = await rig.enqueue({ lane, recipients, sliceSize, voiceOnFailure });
          const run = new Run(lane, new Model(id, recipients, sliceSize, voiceOnFailure));
          for (const each of steps) {
            await run.step(each);
            await run.compare();
          }
        },
      ),
      { numRuns: onCitus ? 20 : 200, examples: EXAMPLES.map(([recipients, steps]) => [recipients, recipients, true, steps]) },
    );
  });
});
