// An inbound message of a provider, in a form of the Volt MX API. Each account of the form's provider kind checks if the call is its own, by
// the authentication of its other callbacks. Before that check nothing of the call is used.
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { unauthorized } from '../../auth/credentials.js';
import { FailedAuthenticationLimiter } from '../../auth/failed-authentication-limiter.js';
import { MOST_BYTES } from '../../callbacks/callbacks.service.js';
import { InboundIntake } from '../../dispatch/intake/inbound-intake.js';
import { ApiError } from '../../http/api-error.js';
import { mediaTypeOf, readBody, unsupported } from '../../http/json-body.js';
import type { EdgeRequest } from '../../http/request-target.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type FormName, inboundFormOf } from '../../providers/inbound-form.js';
import type { CallbackRequest } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { INVALID_KEYS_IN_REQUEST, PROVIDER_INBOUND_QUEUED } from '../sentences.js';
import { voltmxFormOf } from './provider-forms.js';

export const FORM = 'application/x-www-form-urlencoded';

export interface Taken {
  message: string;
  id: string;
}

@Injectable()
export class ProviderInboundService {
  constructor(
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
    private readonly intake: InboundIntake,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  /** @throws ApiError 400 · 401 if the call belongs to no account · 413 · 415 */
  async take(request: FastifyRequest): Promise<Taken> {
    if (mediaTypeOf(request) !== FORM) throw unsupported();
    const { method, headers } = request;
    const { called = '', vouchedFor: ip = '' } = request.raw as EdgeRequest;
    const body = await readBody(request, MOST_BYTES);
    const form = voltmxFormOf(new URLSearchParams(body.toString('utf8')));
    if (form === undefined) throw new ApiError(400, INVALID_KEYS_IN_REQUEST);
    const id = await this.stored(form, { method, url: this.config.PUBLIC_URL + called, headers, body, ip });
    if (id !== undefined) return { message: PROVIDER_INBOUND_QUEUED, id };
    await this.failedAuthentications.count(request.ip);
    throw unauthorized(false);
  }

  /** @returns undefined if the call belongs to no account */
  private async stored(form: FormName, request: CallbackRequest): Promise<string | undefined> {
    for (const provider of this.providers.all()) {
      const own = inboundFormOf(provider);
      const inbound = own?.form === form ? own.read(request) : undefined;
      if (inbound !== undefined) return this.intake.take(provider, inbound);
    }
    return undefined;
  }
}
