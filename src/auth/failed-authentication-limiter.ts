// Requests without good credentials, counted by the client's address (TRUST_PROXY says whose word on it is believed): over RATE_LIMIT
// in a window they are told 429 instead of 401. Good credentials from the same address are never held up.
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { networkOf } from '../platform/addresses.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { TRUSTS_ANYONE } from '../http/client-address.js';
import { FixedWindows, tooManyRequests } from '../http/throttle.guard.js';

/** Passwords that an address may try for an account of which too many were tried. */
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
   * Before a password is checked or an OpenID Connect provider asked, with success or without: a hundredth of the limit, since each costs
   * so much.
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
   * Passwords that are tried for one account, from everywhere: over a hundredth of the limit each address may try a few more, so that
   * guesses from many addresses get nowhere, and whoever has the right one still comes in.
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
