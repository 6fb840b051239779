// A slice: the whole queue state of 500 to 50,000 consecutive entries of one request (fewer in a small request), in one row. The lock of
// this row decides every race over the entries, and a CHECK keeps the account closed.
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PKEY = 'queue_slice_pkey';
const counter = (name: string): PropertyDecorator => Column({ name, type: 'integer', default: 0 });

@Entity({ name: 'queue_slice' })
@Check('queue_slice_lane', 'lane = ((request_id >> 53) & 1023)')
@Check(
  'queue_slice_account',
  `last - first + 1 = (last - next_position + 1) + cardinality(retry_positions) + leased_count + cardinality(leased_retries)
    + submitted + delivered + rejected + undelivered + not_attempted + in_doubt`,
)
@Check(
  'queue_slice_bounds',
  `next_position between first and last + 1 and leased_count between 0 and next_position - first
    and least(submitted, delivered, rejected, undelivered, not_attempted, in_doubt) >= 0`,
)
@Check('queue_slice_recalled', 'recalled between 0 and undelivered')
@Check('queue_slice_retries', 'cardinality(retry_positions) = cardinality(retry_at)')
@Check(
  'queue_slice_lease',
  '(lease_token is null) = (lease_until is null) and (lease_token is not null or leased_count + cardinality(leased_retries) = 0)',
)
@Index('queue_slice_due', { synchronize: false })
@Index('queue_slice_lease_until', { synchronize: false })
@Index('queue_slice_expires', { synchronize: false })
@Index('queue_slice_tenant', { synchronize: false })
@Index('queue_slice_in_doubt', { synchronize: false })
export class QueueSlice {
  @PrimaryColumn({ name: 'lane', type: 'smallint', primaryKeyConstraintName: PKEY })
  lane: number;

  @PrimaryColumn({ name: 'request_id', type: 'bigint', primaryKeyConstraintName: PKEY })
  requestId: string;

  /** The first position of the slice in its request; `last` is the last one. */
  @PrimaryColumn({ name: 'first', type: 'integer', primaryKeyConstraintName: PKEY })
  first: number;

  @Column({ name: 'last', type: 'integer' })
  last: number;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** The first position that no claim has leased yet; last + 1 where each has been leased. */
  @Column({ name: 'next_position', type: 'integer' })
  nextPosition: number;

  /** Positions that wait for a retry or for the fallback channel. `retryAt` holds their due times, position by position. */
  @Column({ name: 'retry_positions', type: 'integer', array: true, default: () => `'{}'` })
  retryPositions: number[];

  @Column({ name: 'retry_at', type: 'timestamptz', array: true, default: () => `'{}'` })
  retryAt: Date[];

  /** The lease token of the claim that has leased positions of this slice; null = none has. */
  @Column({ name: 'lease_token', type: 'bigint', nullable: true })
  leaseToken: string | null;

  /** The end of the lease. After it the entries are in doubt. */
  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  /** Leased positions: the last `leasedCount` before `nextPosition`, and those in `leasedRetries`. */
  @counter('leased_count')
  leasedCount: number;

  @Column({ name: 'leased_retries', type: 'integer', array: true, default: () => `'{}'` })
  leasedRetries: number[];

  /** A STOP_REASON code: the reason why no entry of it may begin any more; null = nothing has stopped it. */
  @Column({ name: 'stop_reason', type: 'smallint', nullable: true })
  stopReason: number | null;

  /** Entries that ended with each outcome. */
  @counter('submitted')
  submitted: number;

  @counter('delivered')
  delivered: number;

  @counter('rejected')
  rejected: number;

  @counter('undelivered')
  undelivered: number;

  /** The part of `undelivered` that providers recalled. */
  @counter('recalled')
  recalled: number;

  @counter('not_attempted')
  notAttempted: number;

  @counter('in_doubt')
  inDoubt: number;

  /** The name of the queue that serves it: its channel, route and, where it has a rate limit, its sender. */
  @Column({ name: 'queue', type: 'text' })
  queue: string;

  /** Priority class, the most urgent first: 0 priority and small, 1 priority, 2 small, 3 the rest. */
  @Column({ name: 'class', type: 'smallint' })
  class: number;

  /** No entry may begin before then; `infinity` while the request is paused. */
  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore: Date;

  /** No entry may begin after then; null = no expiry. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  /** When the next claim may lease entries of it. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;
}
