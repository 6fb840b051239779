// Counts requests without valid credentials by the client's address (as far as TRUST_PROXY permits). Over RATE_LIMIT in a window they get
// 429 instead of 401. Requests with valid credentials from the same address are never delayed.
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { networkOf } from '../platform/addresses.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { TRUSTS_ANYONE } from '../http/client-address.js';
import { FixedWindows, tooManyRequests } from '../http/throttle.guard.js';

/** Passwords that an address may try for an account after too many attempts from all addresses. */
const FEW = 3;

@Injectable()
export class FailedAuthenticationLimiter implements OnApplicationBootstrap {
  private readonly windows = new FixedWindows();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (this.config.TRUST_PROXY === true) new Logger('Gateway').warn(TRUSTS_ANYONE);
  }

  /** @throws ApiError 429 over the limit */
  async count(address: string): Promise<void> {
    const { RATE_LIMIT: limit, RATE_WINDOW_MS: ttl } = this.config;
    if (limit === 0) return;
    const { isBlocked, timeToExpire } = await this.windows.increment(networkOf(address), ttl, limit);
    if (isBlocked) throw tooManyRequests(limit, timeToExpire);
  }

  /**
   * Counts a costly check, with success or without: before a password is checked, or an OpenID Connect provider is called. The limit is a
   * hundredth of RATE_LIMIT.
   * @throws ApiError 429 over it
   */
  async countCostly(what: 'password' | 'sign-in', address: string): Promise<void> {
    const { RATE_LIMIT, RATE_WINDOW_MS: ttl } = this.config;
    if (RATE_LIMIT === 0) return;
    const limit = Math.ceil(RATE_LIMIT / 100);
    const { isBlocked, timeToExpire } = await this.windows.increment(`${what}\n${networkOf(address)}`, ttl, limit);
    if (isBlocked) throw tooManyRequests(limit, timeToExpire);
  }

  /**
   * Counts the passwords that are tried for one account, from all addresses. Over a hundredth of the limit each address may try a few more.
   * So guesses from many addresses fail, and the right person can still sign in.
   * @throws ApiError 429 over them
   */
  async countAccount(account: string, address: string): Promise<void> {
    const { RATE_LIMIT, RATE_WINDOW_MS: ttl } = this.config;
    if (RATE_LIMIT === 0) return;
    const all = await this.windows.increment(`account\n${account}`, ttl, Math.ceil(RATE_LIMIT / 100));
    if (!all.isBlocked) return;
    const own = await this.windows.increment(`account\n${account}\n${networkOf(address)}`, ttl, FEW);
    if (own.isBlocked) throw tooManyRequests(FEW, own.timeToExpire);
  }
}
