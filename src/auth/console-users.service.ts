// Console users: created, listed and revoked by `npm run user`, and found by name here.
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository } from 'typeorm';
import { isName, scopesIn } from './caller.js';
import { ConsoleUser } from './console-user.entity.js';
import { hashPassword, isPassword, normalized } from './passwords.js';

const LONGEST_NAME = 100;

/** The names that a Basic header can carry. */
export const isUserName = (name: unknown): name is string => isName(name) && name.length <= LONGEST_NAME && !name.includes(':');

@Injectable()
export class ConsoleUsersService {
  constructor(@InjectRepository(ConsoleUser) private readonly users: Repository<ConsoleUser>) {}

  /** The user with the hash; null if there is none of this name, or it is revoked. */
  named(name: string): Promise<ConsoleUser | null> {
    const select = { name: true, tenant: true, scopes: true, passwordHash: true };
    return this.users.findOne({ where: { name: normalized(name), revokedAt: IsNull() }, select });
  }

  /** The users that are not revoked, each with a value that changes when the name is created again. */
  async stillValid(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (names.length === 0) return new Map();
    const select = { name: true, passwordHash: true };
    const found = await this.users.find({ where: { name: In(names.map(normalized)), revokedAt: IsNull() }, select });
    return new Map(found.map(({ name, passwordHash }) => [name, passwordHash]));
  }

  /** A revoked name may be created again. False if the name is in use. */
  async create(name: string, tenant: string, scopes: string, password: string): Promise<boolean> {
    if (!isUserName(name) || !isName(tenant) || !isPassword(password)) throw new Error('Not a name, tenant or password of a console user.');
    const passwordHash = await hashPassword(password);
    await this.users.delete({ name: normalized(name), revokedAt: Not(IsNull()) });
    if (await this.users.existsBy({ name: normalized(name) })) return false;
    await this.users.insert({ name: normalized(name), tenant, scopes: [...scopesIn(scopes)].join(' '), passwordHash });
    return true;
  }

  list(): Promise<ConsoleUser[]> {
    return this.users.find({ order: { name: 'ASC' } });
  }

  /** False if there is no such user, or it is revoked already. */
  async revoke(name: string): Promise<boolean> {
    const { affected } = await this.users.update({ name: normalized(name), revokedAt: IsNull() }, { revokedAt: new Date() });
    return affected === 1;
  }
}
