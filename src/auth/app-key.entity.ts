import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** An application key. Only its hash is stored. */
@Entity({ name: 'app_key' })
@Unique('app_key_key_hash_key', ['keyHash'])
export class AppKey {
  @PrimaryColumn({ name: 'id', type: 'uuid', primaryKeyConstraintName: 'app_key_pkey' })
  id: string;

  /** SHA-256 of the key. A plain hash is enough: the key is 256 random bits, not a password. */
  @Column({ name: 'key_hash', type: 'bytea', select: false })
  keyHash: Buffer;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** Space-separated. */
  @Column({ name: 'scopes', type: 'text' })
  scopes: string;

  @Column({ name: 'label', type: 'text', default: '' })
  label: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
