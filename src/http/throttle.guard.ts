// Limits the requests of a caller (tenant and subject) in a time window, over all routes. The count is kept in this process: with several
// API processes each grants the limit.
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail, type ThrottlerModuleOptions, type ThrottlerStorage } from '@nestjs/throttler';
import type { ThrottlerStorageRecord } from '@nestjs/throttler/dist/throttler-storage-record.interface.js';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../platform/config/config.js';
import { ApiError } from './api-error.js';

/** A counter for each caller and window. The library's own storage keeps a time for every request. */
export class FixedWindows implements ThrottlerStorage {
  private readonly windows = new Map<string, { hits: number; endsAt: number }>();
  private sweepAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  increment(key: string, ttl: number, limit: number): Promise<ThrottlerStorageRecord> {
    const now = this.now();
    if (now >= this.sweepAt) {
      for (const [each, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(each);
      this.sweepAt = now + ttl;
    }
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) this.windows.set(key, (window = { hits: 0, endsAt: now + ttl }));
    window.hits++;
    const timeToExpire = Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
    return Promise.resolve({ totalHits: window.hits, timeToExpire, isBlocked: window.hits > limit, timeToBlockExpire: timeToExpire });
  }
}

/** @param seconds until the window ends */
export const tooManyRequests = (limit: number, seconds: number): ApiError =>
  new ApiError(429, 'Too many requests', undefined, {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': '0',
    'RateLimit-Reset': String(seconds),
    'Retry-After': String(seconds),
  });

export const throttlerOptions = (config: Config): ThrottlerModuleOptions => ({
  throttlers: [{ limit: config.RATE_LIMIT, ttl: config.RATE_WINDOW_MS }],
  storage: new FixedWindows(),
  skipIf: (context: ExecutionContext) =>
    config.RATE_LIMIT === 0 || context.switchToHttp().getRequest<FastifyRequest>().caller === undefined,
  generateKey: (context: ExecutionContext) => {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    return `${caller?.tenant ?? ''}\n${caller?.subject ?? ''}`;
  },
});

@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  protected override throwThrottlingException(_context: ExecutionContext, { limit, timeToExpire }: ThrottlerLimitDetail): Promise<void> {
    throw tooManyRequests(limit, timeToExpire);
  }
}
