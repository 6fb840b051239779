// Application keys for clients that send nothing else: created, listed and revoked by `npm run key`, and turned into callers here. A
// revoked key is refused from the moment of its revocation (nothing is cached).
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { In, IsNull, Repository } from 'typeorm';
import { AppKey } from './app-key.entity.js';
import { isLabel } from '../platform/labels.js';
import { type Caller, isName, scopesIn } from './caller.js';
import { unauthorized } from './credentials.js';
import { describeFailure } from '../http/failure.js';

/** The resolution of `last_used_at`. */
const USE_NOTED_EVERY_MS = 60_000;
const KEY = /^esk_[A-Za-z0-9_-]{43}$/;
const hash = (key: string): Buffer => createHash('sha256').update(key).digest();

@Injectable()
export class AppKeysService implements OnModuleDestroy {
  private readonly logger = new Logger('AppKeys');
  /** Updates of `last_used_at` under way, by key ID. */
  private readonly notes = new Map<string, Promise<void>>();

  constructor(@InjectRepository(AppKey) private readonly keys: Repository<AppKey>) {}

  /** @throws ApiError 401 for a key that is unknown or revoked */
  async callerOf(key: string): Promise<Caller> {
    if (!KEY.test(key)) throw unauthorized();
    const found = await this.keys.findOneBy({ keyHash: hash(key), revokedAt: IsNull() });
    if (found === null) throw unauthorized();
    this.noteUse(found);
    return { tenant: found.tenant, subject: `key:${found.id}`, scopes: scopesIn(found.scopes) };
  }

  /** The keys that are not revoked, each with an identifying value. */
  async stillValid(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.keys.find({ where: { id: In(ids), revokedAt: IsNull() }, select: { id: true } });
    return new Map(found.map(({ id }) => [id, id]));
  }

  /** Returns the key itself, which cannot be read again. */
  async create(tenant: string, scopes: string, label = ''): Promise<{ id: string; key: string }> {
    if (!isName(tenant)) throw new Error('A tenant is a name of 1 to 128 characters.');
    if (label !== '' && !isLabel(label)) throw new Error('A label has 128 characters at most, and no control characters.');
    const id = randomUUID();
    const key = `esk_${randomBytes(32).toString('base64url')}`;
    await this.keys.insert({ id, keyHash: hash(key), tenant, scopes: [...scopesIn(scopes)].join(' '), label });
    return { id, key };
  }

  list(): Promise<AppKey[]> {
    return this.keys.find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** False if there is no such key, or it is revoked already. */
  async revoke(id: string): Promise<boolean> {
    const { affected } = await this.keys.update({ id, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
    return affected === 1;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.notes.values());
  }

  /** Runs beside the request, which neither waits for it nor fails with it. */
  private noteUse({ id, lastUsedAt }: AppKey): void {
    if (this.notes.has(id) || (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < USE_NOTED_EVERY_MS)) return;
    const note = this.keys.update({ id }, { lastUsedAt: () => 'now()' }).then(
      () => undefined,
      (error: unknown) => {
        this.logger.warn(`Last use of a key not noted: ${describeFailure(error).summary}`);
      },
    );
    this.notes.set(
      id,
      note.finally(() => this.notes.delete(id)),
    );
  }
}
