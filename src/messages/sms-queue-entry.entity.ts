import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One recipient of one request, text or voice. The row holds the outcome; the slice holds the state of a waiting entry. */
@Entity({ name: 'queue_entry' })
@Check('queue_entry_lane', 'lane = ((entry_id >> 53) & 1023)')
@Index('queue_entry_address', { synchronize: false })
export class SmsQueueEntry {
  @PrimaryColumn({ name: 'lane', type: 'smallint', primaryKeyConstraintName: 'queue_entry_pkey' })
  lane: number;

  /** Request ID + position, as a decimal string. */
  @PrimaryColumn({ name: 'entry_id', type: 'bigint', primaryKeyConstraintName: 'queue_entry_pkey' })
  smsId: string;

  /** E.164 with `+`. */
  @Column({ name: 'address', type: 'text' })
  mobile: string;

  /** Values for merge tags, in JSON; null = none. */
  @Column({ name: 'variables', type: 'text', nullable: true })
  variables: string | null;

  /** The code of a channel: the channel of the request, or voice for the fallback call after a failed text. */
  @Column({ name: 'channel', type: 'smallint' })
  channel: number;

  /** Attempts recorded so far. */
  @Column({ name: 'attempts', type: 'smallint', default: 0 })
  attempts: number;

  /** An OUTCOME code; null until there is one. */
  @Column({ name: 'status', type: 'smallint', nullable: true })
  status: number | null;

  @Column({ name: 'provider', type: 'text', nullable: true })
  provider: string | null;

  @Column({ name: 'provider_message_id', type: 'text', nullable: true })
  providerMessageId: string | null;

  @Column({ name: 'reason', type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'outcome_at', type: 'timestamptz', nullable: true })
  outcomeAt: Date | null;

  /** The time of the last attempt, if the entry has changed since. Null = `outcomeAt`, or no attempt. */
  @Column({ name: 'handed_at', type: 'timestamptz', nullable: true })
  handedAt: Date | null;
}
