import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PKEY = 'sms_slice_pkey';
const counter = (name: string): PropertyDecorator => Column({ name, type: 'integer', default: 0 });

/**
 * The whole queue state of some hundred to 50,000 consecutive entries of one request, in one row: every race over them is decided by
 * this row's lock, and the account closes by its check.
 */
@Entity({ name: 'sms_slice' })
@Check('sms_slice_lane', 'lane = ((request_id >> 53) & 1023)')
@Check(
  'sms_slice_account',
  `last - first + 1 = (last - next + 1) + cardinality(again) + taken + cardinality(trying)
    + submitted + delivered + rejected + undelivered + not_attempted + in_doubt`,
)
@Check(
  'sms_slice_bounds',
  `next between first and last + 1 and taken between 0 and next - first
    and least(submitted, delivered, rejected, undelivered, not_attempted, in_doubt) >= 0`,
)
@Check('sms_slice_recalled', 'recalled between 0 and undelivered')
@Check('sms_slice_again', 'cardinality(again) = cardinality(again_at)')
@Check('sms_slice_lease', '(holder is null) = (lease_until is null) and (holder is not null or taken + cardinality(trying) = 0)')
@Index('sms_slice_due', { synchronize: false })
@Index('sms_slice_lease_until', { synchronize: false })
@Index('sms_slice_expires', { synchronize: false })
@Index('sms_slice_tenant', { synchronize: false })
@Index('sms_slice_in_doubt', { synchronize: false })
export class SmsSlice {
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
  @Column({ name: 'next', type: 'integer' })
  next: number;

  /** Begun positions that wait for another try, each from its own time in `againAt`. */
  @Column({ name: 'again', type: 'integer', array: true, default: () => `'{}'` })
  again: number[];

  @Column({ name: 'again_at', type: 'timestamptz', array: true, default: () => `'{}'` })
  againAt: Date[];

  /** The take that has positions of this slice in hand, until its lease is over. */
  @Column({ name: 'holder', type: 'bigint', nullable: true })
  holder: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  /** In hand: the last `taken` positions before `next`, and those in `trying`. */
  @counter('taken')
  taken: number;

  @Column({ name: 'trying', type: 'integer', array: true, default: () => `'{}'` })
  trying: number[];

  /** A STOPPED code: what froze `next` and `again`. */
  @Column({ name: 'stopped', type: 'smallint', nullable: true })
  stopped: number | null;

  @counter('submitted')
  submitted: number;

  @counter('delivered')
  delivered: number;

  @counter('rejected')
  rejected: number;

  @counter('undelivered')
  undelivered: number;

  /** Of those undelivered: taken back by their carrier. */
  @counter('recalled')
  recalled: number;

  @counter('not_attempted')
  notAttempted: number;

  @counter('in_doubt')
  inDoubt: number;

  /** The carrier queue that serves it. */
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
