import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const PKEY = 'idempotency_key_pkey';

/** An Idempotency-Key of a tenant, and the answer to its first request. */
@Entity({ name: 'idempotency_key' })
@Index('idempotency_key_created_at', ['lane', 'createdAt'])
export class IdempotencyKey {
  @PrimaryColumn({ name: 'lane', type: 'smallint', primaryKeyConstraintName: PKEY })
  lane: number;

  @PrimaryColumn({ name: 'tenant', type: 'text', primaryKeyConstraintName: PKEY })
  tenant: string;

  @PrimaryColumn({ name: 'method', type: 'text', primaryKeyConstraintName: PKEY })
  method: string;

  /** The canonical path of the route. Aliases of a path share its keys. */
  @PrimaryColumn({ name: 'path', type: 'text', primaryKeyConstraintName: PKEY })
  path: string;

  @PrimaryColumn({ name: 'key', type: 'text', primaryKeyConstraintName: PKEY })
  key: string;

  /** SHA-256 of the query and the body, which must be the same in a repeated request. */
  @Column({ name: 'fingerprint', type: 'bytea' })
  fingerprint: Buffer;

  @Column({ name: 'status', type: 'smallint', nullable: true })
  status: number | null;

  /** The body of the answer, JSON. */
  @Column({ name: 'answer', type: 'text', nullable: true })
  answer: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
