// HTTP Basic for console users (BASIC_AUTH). A user is looked up with every request, so that a revoked one is refused at once; that a
// password fits is remembered for some minutes, so that not every request costs a scrypt. An unknown name costs what a known one does.
import { Injectable } from '@nestjs/common';
import { createHmac, randomBytes } from 'node:crypto';
import { ApiError } from './api-error.js';
import { type Caller, scopesIn } from './caller.js';
import { ConsoleUsersService, isUserName } from './console-users.service.js';
import { type BasicCredential, unauthorized } from './credentials.js';
import { decoyHash, fits } from './passwords.js';
import { Strangers } from './strangers.js';

const REMEMBERED_MS = 300_000;
const MOST_REMEMBERED = 10_000;
/** They are checked one at a time: guesses may keep one core busy, not all. */
const MOST_WAITING = 16;

@Injectable()
export class BasicAuth {
  private readonly secret = randomBytes(32);
  private readonly decoy = decoyHash();
  /** Until when each password that fitted is remembered, by its digest with its user's hash. */
  private readonly remembered = new Map<string, number>();
  private readonly checks = new Map<string, Promise<boolean>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly users: ConsoleUsersService,
    private readonly strangers: Strangers,
  ) {}

  /** @throws ApiError 401 · 429 for too many passwords to check, of this address or at all */
  async callerOf({ name, password }: BasicCredential, address: string): Promise<Caller> {
    const user = isUserName(name) ? await this.users.named(name) : null;
    const hash = user?.passwordHash ?? this.decoy;
    const digest = createHmac('sha256', this.secret).update(`${hash}\n${password}`).digest('base64');
    const known = (this.remembered.get(digest) ?? 0) > Date.now();
    if (!known && !(await this.check(digest, password, hash, address))) throw unauthorized(false);
    if (user === null) throw unauthorized(false);
    return { tenant: user.tenant, subject: `user:${user.name}`, scopes: scopesIn(user.scopes) };
  }

  /** The same password at the same time is checked once. */
  private check(digest: string, password: string, hash: string, address: string): Promise<boolean> {
    const running = this.checks.get(digest);
    if (running !== undefined) return running;
    if (this.checks.size >= MOST_WAITING) throw new ApiError(429, 'Too many requests', undefined, { 'Retry-After': '5' });
    const check = this.inTurn(digest, password, hash, address).finally(() => this.checks.delete(digest));
    this.checks.set(digest, check);
    return check;
  }

  private async inTurn(digest: string, password: string, hash: string, address: string): Promise<boolean> {
    await this.strangers.countCostly('password', address);
    const check = this.turn.then(() => fits(password, hash));
    this.turn = check.catch(() => undefined);
    const fitting = await check;
    if (fitting) this.remember(digest);
    return fitting;
  }

  private remember(digest: string): void {
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(oldest);
    this.remembered.delete(digest);
    this.remembered.set(digest, Date.now() + REMEMBERED_MS);
  }
}
