import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who signs in by HTTP Basic. A Basic header names no tenant, so a name belongs to one tenant. */
@Entity({ name: 'console_user' })
export class ConsoleUser {
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'console_user_pkey' })
  name: string;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  /** In the form of passwords.ts. */
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
