import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who signs in by HTTP Basic. A Basic header names no tenant, so that a name belongs to one of them. */
@Entity({ name: 'console_user' })
export class ConsoleUser {
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'console_user_pkey' })
  name: string;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** As passwords.ts writes it. */
  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash: string;

  /** Space-separated. */
  @Column({ name: 'scopes', type: 'text' })
  scopes: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
