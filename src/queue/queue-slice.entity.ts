import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PKEY = 'queue_slice_pkey';
const counter = (name: string): PropertyDecorator => Column({ name, type: 'integer', default: 0 });

/**
 * The whole queue state of some hundred to 50,000 consecutive entries of one request, in one row: every race over them is decided by
 * this row's lock, and the account closes by its check.
 */
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

  /** Positions first … last of the request are this slice's. */
  @PrimaryColumn({ name: 'first', type: 'integer', primaryKeyConstraintName: PKEY })
  first: number;

  @Column({ name: 'last', type: 'integer' })
  last: number;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** The first position that is not begun yet; last + 1 when all are. */
  @Column({ name: 'next_position', type: 'integer' })
  nextPosition: number;

  /** Begun positions that wait for another try, each from its own time in `retryAt`. */
  @Column({ name: 'retry_positions', type: 'integer', array: true, default: () => `'{}'` })
  retryPositions: number[];

  @Column({ name: 'retry_at', type: 'timestamptz', array: true, default: () => `'{}'` })
  retryAt: Date[];

  /** The claim that has positions of this slice in hand, until its lease is over. */
  @Column({ name: 'lease_token', type: 'bigint', nullable: true })
  leaseToken: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  /** In hand: the last `leasedCount` positions before `nextPosition`, and those in `leasedRetries`. */
  @counter('leased_count')
  leasedCount: number;

  @Column({ name: 'leased_retries', type: 'integer', array: true, default: () => `'{}'` })
  leasedRetries: number[];

  /** A STOPPED code: why nothing more of it begins. */
  @Column({ name: 'stop_reason', type: 'smallint', nullable: true })
  stopReason: number | null;

  @counter('submitted')
  submitted: number;

  @counter('delivered')
  delivered: number;

  @counter('rejected')
  rejected: number;

  @counter('undelivered')
  undelivered: number;

  /** Of those undelivered: taken back by their provider. */
  @counter('recalled')
  recalled: number;

  @counter('not_attempted')
  notAttempted: number;

  @counter('in_doubt')
  inDoubt: number;

  /** The provider queue that serves it. */
  @Column({ name: 'queue', type: 'text' })
  queue: string;

  /** Urgency: 0 priority and small, 1 priority, 2 small, 3 the rest. */
  @Column({ name: 'class', type: 'smallint' })
  class: number;

  @Column({ name: 'not_before', type: 'timestamptz' })
  notBefore: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  /** When it may next be looked at. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;
}
