import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ConfigKind } from './voltmx-providers.js';

/** A property as it was given, without what is secret. */
export interface Property {
  key: string;
  /** Null: a secret. */
  value: string | null;
}

/** An account at a provider that a tenant has stored, for one channel: the one that its messages go by, or one that did before. */
@Entity({ name: 'provider_config' })
@Unique('provider_config_current', ['tenant', 'kind', 'isCurrent'])
export class ProviderConfig {
  /** The provider's, of this tenant, kind and account alone. */
  @PrimaryColumn({ name: 'name', type: 'text', primaryKeyConstraintName: 'provider_config_pkey' })
  name: string;

  @Column({ name: 'tenant', type: 'text' })
  tenant: string;

  @Column({ name: 'kind', type: 'text' })
  kind: ConfigKind;

  @Column({ name: 'provider', type: 'text' })
  provider: string;

  @Column({ name: 'protocol', type: 'text' })
  protocol: string;

  @Column({ name: 'inbound_enabled', type: 'boolean' })
  inboundEnabled: boolean;

  @Column({ name: 'inbound_security_enabled', type: 'boolean' })
  inboundSecurityEnabled: boolean;

  @Column({ name: 'properties', type: 'jsonb' })
  properties: Property[];

  /** Encrypted. */
  @Column({ name: 'secrets', type: 'bytea' })
  secrets: Buffer;

  /** Another one with each change. */
  @Column({ name: 'version', type: 'uuid' })
  version: string;

  /** True of the one that the tenant's messages go by, null of all others. */
  @Column({ name: 'is_current', type: 'boolean', nullable: true })
  isCurrent: true | null;

  /** Since when the tenant's messages go by it. */
  @Column({ name: 'since', type: 'timestamptz' })
  since: Date;

  /** When another account took its place: from then on it only tells what became of what it had. */
  @Column({ name: 'replaced_at', type: 'timestamptz', nullable: true })
  replacedAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @Column({ name: 'updated_by', type: 'text' })
  updatedBy: string;
}
