// The Volt MX API's one address for inbound messages of every provider (contract section 5). Each account of the form's kind is asked
// whether the call is its own, by the proof that its other callbacks need; nothing is believed before.
import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { InboundIntake } from '../../dispatch/intake/inbound-intake.js';
import { ApiError } from '../../http/api-error.js';
import { unauthorized } from '../../auth/credentials.js';
import { ApiErrors } from '../../http/error-answer.js';
import { FailedAuthenticationLimiter } from '../../auth/failed-authentication-limiter.js';
import { mediaTypeOf, readBody, unsupported } from '../../http/json-body.js';
import { Public } from '../../auth/public.js';
import type { EdgeRequest } from '../../http/request-target.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { type FormName, inboundFormOf } from '../../providers/inbound-form.js';
import type { CallbackRequest } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { MOST_BYTES } from '../../callbacks/callbacks.controller.js';
import { FORM_EXAMPLES, voltmxFormOf } from './provider-forms.js';

const FORM = 'application/x-www-form-urlencoded';

interface Taken {
  message: string;
  id: string;
}

class ProviderInboundAnswer implements Taken {
  @ApiProperty({ example: 'Request Queued' })
  message: string;

  @ApiProperty({
    description: 'To be asked for as GET /api/v1/twowaysms/{requestId}; a repeat’s is the first one’s',
    example: '7131636866524315584',
  })
  id: string;
}

@ApiTags('Providers')
@Controller('api/v1/messages/sms/inbound/provider')
@Public()
export class ProviderInboundController {
  constructor(
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
    private readonly intake: InboundIntake,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'takeProviderInbound',
    summary: 'A provider brings a message that someone sent',
    description: 'In the form of Twilio, Nexmo (Vonage) or Clickatell, proved by the account’s signature, credentials or addresses.',
  })
  @ApiConsumes(FORM)
  @ApiBody({ schema: { type: 'object', additionalProperties: { type: 'string' } }, examples: FORM_EXAMPLES })
  @ApiOkResponse({ type: ProviderInboundAnswer })
  @ApiErrors(401, 413, 415, 429, 500, { 400: ['The Request Contains Invalid keys'] })
  async take(@Req() request: FastifyRequest): Promise<Taken> {
    if (mediaTypeOf(request) !== FORM) throw unsupported();
    const { method, headers } = request;
    const { called = '', vouchedFor: ip = '' } = request.raw as EdgeRequest;
    const body = await readBody(request, MOST_BYTES);
    const form = voltmxFormOf(new URLSearchParams(body.toString('utf8')));
    if (form === undefined) throw new ApiError(400, 'The Request Contains Invalid keys');
    const id = await this.stored(form, { method, url: this.config.PUBLIC_URL + called, headers, body, ip });
    if (id !== undefined) return { message: 'Request Queued', id };
    await this.failedAuthentications.count(request.ip);
    throw unauthorized(false);
  }

  /** Undefined where it is no account's. */
  private async stored(form: FormName, request: CallbackRequest): Promise<string | undefined> {
    for (const provider of this.providers.all()) {
      const own = inboundFormOf(provider);
      const inbound = own?.form === form ? own.read(request) : undefined;
      if (inbound !== undefined) return this.intake.take(provider, inbound);
    }
    return undefined;
  }
}
