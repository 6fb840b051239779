// One run of the model test: takes steps in the queue and in the model alike, and compares them after each.
import { expect } from '@jest/globals';
import { CHANNELS } from '../support/channels.js';
import { OUTCOME, STOP_REASON } from '../../src/queue/states.js';
import { transaction } from '../../src/queue/transaction.js';
import type { Batch } from '../../src/queue/lease/batch.js';
import type { Model } from './model.js';
import { Moves } from './moves.js';
import { OWNER, type QueueRig, sourcesOf } from './queue-rig.js';
import type { Step } from './steps.js';

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

export class Run {
  private readonly held: Batch[] = [];
  private readonly lapsed: Batch[] = [];
  readonly moves = new Moves();

  constructor(
    private readonly rig: QueueRig,
    private readonly lane: number,
    private readonly model: Model,
  ) {}

  async step(step: Step): Promise<void> {
    const { model, lane } = this;
    const id = model.requestId.toString();
    switch (step.do) {
      case 'claim': {
        const leaseToken = this.rig.queue.newLeaseToken();
        const could = [...model.entries.values()].some((entry) => model.available(entry));
        const batch = await this.rig.queue.claim(lane, leaseToken, {
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
        expect(await this.rig.queue.complete(batch, results)).toHaveLength(slices.size);
        break;
      }
      case 'complete late': {
        const batch = this.lapsed[step.which % (this.lapsed.length || 1)];
        if (batch !== undefined)
          expect(
            await this.rig.queue.complete(
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
        await this.rig.queue.release(lane, batch.leaseToken);
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
        await this.rig.pool.query(`update queue_slice set lease_until = now() - interval '1 s' where lease_token = $1`, [batch.leaseToken]);
        model.rescue(batch.leaseToken);
        expect((await this.rig.queue.rescue(lane)).entries).toBe(batch.entries.length);
        this.lapsed.push(batch);
        break;
      }
      case 'time passes':
        await this.rig.pool.query(
          `update queue_slice set retry_at = array_fill(now() - interval '1 s', array[cardinality(retry_positions)]), due_at = greatest(not_before, least(due_at, now()))
           where lane = $1 and request_id = $2 and cardinality(retry_positions) > 0`,
          [lane, id],
        );
        for (const entry of model.entries.values()) if (entry.place === 'again') entry.ready = true;
        break;
      case 'expiry':
        await this.rig.pool.query(`update queue_slice set expires_at = now() - interval '1 s' where request_id = $1`, [id]);
        for (const slice of model.slices) slice.expired = true;
        if (step.sweep) await this.rig.queue.expire(lane);
        await this.readFrozen();
        if (step.sweep) expect(model.slices.filter((slice) => slice.leaseToken === null && model.hasWaiting(slice))).toEqual([]);
        break;
      case 'schedule': {
        const { paused, start } = step;
        const startsAt = start === undefined ? undefined : new Date(start === 'now' ? 0 : Date.now() + 3_600_000);
        expect(await this.rig.scheduleChanges.schedule(id, OWNER, { paused, startsAt })).toMatchObject(model.schedule(step));
        break;
      }
      case 'start comes':
        await this.rig.pool.query(START_COMES, [lane, id]);
        await this.rig.pool.query(`update request set starts_at = now() - interval '1 s' where lane = $1 and id = $2`, [lane, id]);
        model.startComes();
        break;
      case 'cancel': {
        const expected = model.cancel();
        const account = await this.rig.cancels.cancel(id, OWNER, 'tester');
        expect(account?.cancelled ?? 0).toBe(expected);
        if (account !== null) expect(account.total).toBe(model.recipients);
        break;
      }
      case 'decide': {
        const entryId = step.which === null ? undefined : [...model.entries.keys()][step.which % model.entries.size];
        const decision = { as: step.as, by: 'tester', ...(entryId !== undefined && { entryIds: [entryId] }) };
        const expected = model.decide(step.as, entryId);
        const changed = await transaction(this.rig.pool, (client) => this.rig.decisions.decide(client, id, OWNER, decision));
        expect(changed).toBe(expected);
        break;
      }
      case 'receipt': {
        const entry = [...model.entries.values()][step.which % model.entries.size];
        if (entry === undefined) return;
        const attempt = Math.max(0, entry.attempts + step.ahead);
        const { entryId } = entry;
        await this.rig.receipts.store({ entryId, attempt, status: step.said, ...step.by, providerMessageId: null, reason: null });
        const resolution = model.receipt(entryId, attempt, step.said, step.by);
        expect(await this.rig.queue.resolve(lane)).toEqual([{ entry_id: entryId, attempt, provider: step.by.provider, resolution }]);
        const left = await this.rig.pool.query('delete from delivery_receipt where entry_id = $1', [entryId]);
        expect(left.rowCount).toBe(resolution === 'later' ? 1 : 0);
      }
    }
  }

  /** An expired slice may be frozen by a claim or the expirer, never while in hand, and no other. */
  private async readFrozen(): Promise<void> {
    const { rows } = await this.rig.pool.query<{ first: number; stop_reason: number | null }>(
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
    const { rows } = await this.rig.pool.query<Row>(
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

  /** @param step after which it is looked; undefined: the submit */
  async compare(step?: Step): Promise<void> {
    const rows = await this.rows();
    for (const row of rows) {
      const { place, attempts, channel, outcome, provider, slice } = this.model.of(row.entry_id);
      const status = row.status === OUTCOME.QueueFull ? null : row.status;
      expect({ ...row, status }).toEqual({
        ...{ entry_id: row.entry_id, place, attempts, channel, provider, status: outcome, stop_reason: slice.stopped },
        ...{ held: slice.leaseToken !== null, back: slice.stopped === null ? slice.held : null },
        ...{ starved: false, early: false },
      });
    }
    const { rows: sums } = await this.rig.pool.query<{ recalled: number; starts_later: boolean }>(
      `select sum(s.recalled)::int as recalled, bool_or(r.starts_at > now()) as starts_later
       from queue_slice s join request r on r.lane = s.lane and r.id = s.request_id
       where s.lane = $1 and s.request_id = $2`,
      [this.lane, this.model.requestId.toString()],
    );
    const recalled = [...this.model.entries.values()].filter(({ outcome }) => outcome === OUTCOME.Recalled);
    expect(sums).toMatchObject([{ recalled: recalled.length }]);
    this.moves.follow(step, rows, sums[0]?.starts_later === true);
  }
}
