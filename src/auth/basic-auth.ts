// HTTP Basic for console users (BASIC_AUTH). Each request reads the user, so that a revoked user is refused at once. A correct password is
// remembered for some minutes, so that not every request costs a scrypt. An unknown name costs the same as a known one.
import { Injectable } from '@nestjs/common';
import { createHmac, randomBytes } from 'node:crypto';
import { networkOf } from '../platform/addresses.js';
import { type Caller, scopesIn } from './caller.js';
import { ConsoleUsersService, isUserName } from './console-users.service.js';
import { type BasicCredential, unauthorized } from './credentials.js';
import { FailedAuthenticationLimiter } from './failed-authentication-limiter.js';
import { PasswordChecks } from './password-checks.js';
import { decoyHash, fits, normalized } from './passwords.js';

const REMEMBERED_MS = 300_000;
/** How long an address stays known for a correct password of an account. Its passwords are checked first. */
const KNOWN_MS = 24 * 3_600_000;
const MOST_REMEMBERED = 10_000;

@Injectable()
export class BasicAuth {
  private readonly secret = randomBytes(32);
  private readonly decoy = decoyHash();
  /** The end of the time for which each correct password is remembered, by its digest with the user's hash. */
  private readonly remembered = new Map<string, number>();
  /** The end of the time for which each user's networks are known. */
  private readonly known = new Map<string, number>();
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly checks = new PasswordChecks();

  constructor(
    private readonly users: ConsoleUsersService,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  /** @throws ApiError 401 · 429 for too many passwords to check: of this address, of this name from all addresses, or in total */
  async callerOf({ name, password }: BasicCredential, address: string): Promise<Caller> {
    const user = isUserName(name) ? await this.users.named(name) : null;
    const hash = user?.passwordHash ?? this.decoy;
    const digest = createHmac('sha256', this.secret).update(`${hash}\n${password}`).digest('base64');
    const isRemembered = (this.remembered.get(digest) ?? 0) > Date.now();
    if (!isRemembered && !(await this.check(digest, password, hash, { name, address }))) throw unauthorized(false);
    if (user === null) throw unauthorized(false);
    return { tenant: user.tenant, subject: `user:${user.name}`, scopes: scopesIn(user.scopes) };
  }

  /** Equal passwords that arrive at the same time are checked once. */
  private check(digest: string, password: string, hash: string, by: { name: string; address: string }): Promise<boolean> {
    const running = this.running.get(digest);
    if (running !== undefined) return running;
    const check = this.inTurn(digest, password, hash, by).finally(() => this.running.delete(digest));
    this.running.set(digest, check);
    return check;
  }

  private async inTurn(digest: string, password: string, hash: string, by: { name: string; address: string }): Promise<boolean> {
    const network = networkOf(by.address);
    // A name that is longer than any user's.
    const account = createHmac('sha256', this.secret).update(normalized(by.name)).digest('base64');
    const pair = `${account}\n${network}`;
    const isKnown = (this.known.get(pair) ?? 0) > Date.now();
    await this.failedAuthentications.countCostly('password', by.address);
    if (!isKnown) await this.failedAuthentications.countAccount(account, by.address);
    const isRight = await this.checks.run({ network, isKnown }, () => fits(password, hash));
    if (isRight) {
      keep(this.remembered, digest, REMEMBERED_MS);
      keep(this.known, pair, KNOWN_MS);
    }
    return isRight;
  }
}

function keep(until: Map<string, number>, key: string, ms: number): void {
  const [oldest] = until.keys();
  if (oldest !== undefined && until.size >= MOST_REMEMBERED) until.delete(oldest);
  until.delete(key);
  until.set(key, Date.now() + ms);
}
