import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ConfigKind } from './voltmx-providers.js';

/** A property as it was given, without secrets. */
export interface Property {
  key: string;
  /** Null: a secret. */
  value: string | null;
}

/** A tenant's stored account at a provider, for one channel: the current one, or a former one. */
@Entity({ name: 'provider_config' })
@Unique('provider_config_current', ['tenant', 'kind', 'isCurrent'])
export class ProviderConfig {
  /** The name of the provider, unique for this tenant, kind and account. */
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

  /** Changes with each update. */
  @Column({ name: 'version', type: 'uuid' })
  version: string;

  /** True for the current account of the tenant, null for all others. */
  @Column({ name: 'is_current', type: 'boolean', nullable: true })
  isCurrent: true | null;

  /** The time from which this account is current. */
  @Column({ name: 'since', type: 'timestamptz' })
  since: Date;

  /** The time when another account replaced it. From then on it only reports the outcome of its messages. */
  @Column({ name: 'replaced_at', type: 'timestamptz', nullable: true })
  replacedAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @Column({ name: 'updated_by', type: 'text' })
  updatedBy: string;
}
