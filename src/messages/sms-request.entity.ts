import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One submitted message to its recipients. The IDs of its queue entries are consecutive and begin with the request's ID. */
@Entity({ name: 'request' })
@Check('request_lane', 'lane = ((id >> 53) & 1023)')
@Index('request_newest', { synchronize: false })
@Index('request_recall', { synchronize: false })
@Index('request_user', { synchronize: false })
export class SmsRequest {
  @PrimaryColumn({ name: 'lane', type: 'smallint', primaryKeyConstraintName: 'request_pkey' })
  lane: number;

  /** 63-bit, as a decimal string. */
  @PrimaryColumn({ name: 'id', type: 'bigint', primaryKeyConstraintName: 'request_pkey' })
  id: string;

  /** Always `sms`. */
  @Column({ name: 'module', type: 'text' })
  module: string;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** The submitting caller's subject. */
  @Column({ name: 'submitted_by', type: 'text' })
  submittedBy: string;

  /** The code of TEXT or VOICE. */
  @Column({ name: 'channel', type: 'smallint' })
  channel: number;

  @Column({ name: 'payload', type: 'text' })
  content: string;

  @Column({ name: 'sender', type: 'text', nullable: true })
  sender: string | null;

  @Column({ name: 'priority', type: 'boolean' })
  priority: boolean;

  /** The code of the fallback channel, which is used after a final failure. */
  @Column({ name: 'fallback', type: 'smallint', nullable: true })
  fallback: number | null;

  /** Segments of all texts of a content with merge tags. Null for other contents, and for voice. */
  @Column({ name: 'units', type: 'bigint', nullable: true })
  units: string | null;

  @Column({ name: 'recipient_count', type: 'integer' })
  recipientCount: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'starts_at', type: 'timestamptz' })
  startsAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'cancelled_at', type: 'timestamptz', nullable: true })
  cancelledAt: Date | null;

  @Column({ name: 'cancelled_by', type: 'text', nullable: true })
  cancelledBy: string | null;

  /** The time of the next recall of accepted entries at their providers. Null = there is nothing to recall. */
  @Column({ name: 'recall_at', type: 'timestamptz', nullable: true })
  recallAt: Date | null;

  /** The providers were asked for the positions up to this one. */
  @Column({ name: 'recall_from', type: 'integer', default: 0 })
  recallFrom: number;

  /** The number of tries for the positions after it. */
  @Column({ name: 'recall_tries', type: 'smallint', default: 0 })
  recallTries: number;
}
