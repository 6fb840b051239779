// The Volt MX API's route for inbound messages of all providers (contract section 5).
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../auth/public.js';
import { ApiErrors } from '../../http/error-answer.js';
import { INVALID_KEYS_IN_REQUEST, PROVIDER_INBOUND_QUEUED } from '../sentences.js';
import { FORM_EXAMPLES } from './provider-forms.js';
import { FORM, ProviderInboundService, type Taken } from './provider-inbound.service.js';

class ProviderInboundAnswer implements Taken {
  @ApiProperty({ example: PROVIDER_INBOUND_QUEUED })
  message: string;

  @ApiProperty({
    description: 'The ID of the record, for GET /api/v1/twowaysms/{requestId}. A repeated call gets the ID of the first',
    example: '7131636866524315584',
  })
  id: string;
}

@ApiTags('Providers')
@Controller('api/v1/messages/sms/inbound/provider')
@Public()
export class ProviderInboundController {
  constructor(private readonly inbound: ProviderInboundService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'takeProviderInbound',
    summary: 'Receive an inbound message from a provider',
    description:
      'The body has the form of Twilio, Nexmo (Vonage) or Clickatell. The signature, the credentials or the IP addresses of the account authenticate the call.',
  })
  @ApiConsumes(FORM)
  @ApiBody({ schema: { type: 'object', additionalProperties: { type: 'string' } }, examples: FORM_EXAMPLES })
  @ApiOkResponse({ type: ProviderInboundAnswer })
  @ApiErrors(401, 413, 415, 429, 500, { 400: [INVALID_KEYS_IN_REQUEST] })
  take(@Req() request: FastifyRequest): Promise<Taken> {
    return this.inbound.take(request);
  }
}
