// Passes the HTTP calls of providers to their adapters. The adapter verifies the caller by the signature over the address under PUBLIC_URL
// and the bytes of the body. Neither is logged.
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FailedAuthenticationLimiter } from '../auth/failed-authentication-limiter.js';
import { notFound } from '../http/api-error.js';
import { readBody } from '../http/json-body.js';
import type { EdgeRequest } from '../http/request-target.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { CallbackAnswer, CallbackRequest } from '../providers/provider.js';
import { Providers } from '../providers/providers.js';

/** The largest body; no provider documents a larger one. */
export const MOST_BYTES = 64 * 1_024;

type Callback = (request: CallbackRequest) => Promise<CallbackAnswer>;

@Injectable()
export class CallbacksService {
  private readonly logger = new Logger('Callbacks');

  constructor(
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  /** @throws ApiError 404 if no provider has such a callback */
  async take(name: string, key: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const callback = this.callbackOf(name, key);
    if (callback === undefined) throw notFound();
    const { method, headers, originalUrl } = request;
    const { vouchedFor: ip = '' } = request.raw as EdgeRequest;
    const body = await readBody(request, MOST_BYTES);
    const answer = await this.answer(callback, `${name}/${key}`, { method, url: this.config.PUBLIC_URL + originalUrl, headers, body, ip });
    if (answer.status === 401 || answer.status === 403) await this.failedAuthentications.count(request.ip);
    const { status, contentType = 'text/plain; charset=utf-8', body: text = '' } = answer;
    await reply.status(status).header('Content-Type', contentType).send(text);
  }

  /** The name in the address is in lower case. Without PUBLIC_URL no signature can be verified. */
  private callbackOf(name: string, key: string): Callback | undefined {
    if (this.config.PUBLIC_URL === '' || name !== name.toLowerCase()) return undefined;
    const { callbacks = {} } = this.providers.get(name.toUpperCase()) ?? {};
    return Object.hasOwn(callbacks, key) ? callbacks[key] : undefined;
  }

  /** A failure is answered by 503, so that the provider repeats the call. */
  private async answer(callback: Callback, place: string, request: CallbackRequest): Promise<CallbackAnswer> {
    try {
      return await callback(request);
    } catch (error) {
      // The error's message may quote the body.
      this.logger.error(`A callback to ${place} failed: ${error instanceof Error ? error.name : typeof error}`);
      return { status: 503 };
    }
  }
}
