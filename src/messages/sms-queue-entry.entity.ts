import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One recipient of one request, text or voice. Whether it still waits is written in its slice; here is what became of it. */
@Entity({ name: 'sms_queue_entry' })
@Check('sms_queue_entry_lane', 'lane = ((sms_id >> 53) & 1023)')
@Index('sms_queue_entry_mobile', { synchronize: false })
export class SmsQueueEntry {
  @PrimaryColumn({ name: 'lane', type: 'smallint', primaryKeyConstraintName: 'sms_queue_entry_pkey' })
  lane: number;

  /** Request ID + position, as a decimal string. */
  @PrimaryColumn({ name: 'sms_id', type: 'bigint', primaryKeyConstraintName: 'sms_queue_entry_pkey' })
  smsId: string;

  /** E.164 with `+`. */
  @Column({ name: 'mobile', type: 'text' })
  mobile: string;

  /** A CHANNEL code: the request's, or voice once its failed text is to be followed by a call. */
  @Column({ name: 'channel', type: 'smallint' })
  channel: number;

  /** Attempts recorded so far. */
  @Column({ name: 'attempts', type: 'smallint', default: 0 })
  attempts: number;

  /** An OUTCOME code; null until there is one. */
  @Column({ name: 'status', type: 'smallint', nullable: true })
  status: number | null;

  @Column({ name: 'carrier', type: 'text', nullable: true })
  carrier: string | null;

  @Column({ name: 'carrier_message_id', type: 'text', nullable: true })
  carrierMessageId: string | null;

  @Column({ name: 'reason', type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'outcome_at', type: 'timestamptz', nullable: true })
  outcomeAt: Date | null;

  /** When its last attempt was recorded, where something has moved it since; null = at `outcomeAt`, or never where there was no attempt. */
  @Column({ name: 'handed_at', type: 'timestamptz', nullable: true })
  handedAt: Date | null;
}
