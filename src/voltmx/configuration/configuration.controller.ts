// The Volt MX API's SMS and voice configuration over HTTP (contract section 4).
import { Controller, Get, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type Caller, CallerOf } from '../../auth/caller.js';
import { ApiErrors } from '../../http/error-answer.js';
import { readJson } from '../../http/json-body.js';
import { Scope } from '../../auth/scope.js';
import { type Configuration, ConfigurationAnswer, ConfigurationBody, StoredAnswer } from './configuration.answers.js';
import { SMS_EXAMPLES, VOICE_EXAMPLES } from './configuration.examples.js';
import { CHANGED, ConfigurationService, type Stored, INVALID_KEYS, NO_MOBILE_ORIGINATED, NOT_CONNECTED } from './configuration.service.js';

const IN_EFFECT =
  'Stores the provider account of the tenant. From then on, every process sends all messages of the tenant through this provider alone, ' +
  'waiting messages included. The connection is tested first; if the test fails, nothing is stored.';

@ApiTags('Configuration')
@Controller('api/v1')
@Scope('config:manage')
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  @Get('smsconfig')
  @ApiOperation({
    operationId: 'getSmsConfiguration',
    summary: 'Get the provider of texts',
    description: 'The configuration that the tenant has stored, or else the default of this server. Secrets are hidden.',
  })
  @ApiOkResponse({ type: ConfigurationAnswer })
  @ApiErrors(400, 401, 403, 429, 500)
  sms(@CallerOf() { tenant }: Caller): Promise<Configuration> {
    return this.configuration.show(tenant, 'sms');
  }

  @Post('smsconfig')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'storeSmsConfiguration', summary: 'Store the provider of texts', description: IN_EFFECT })
  @ApiBody({ type: ConfigurationBody, examples: SMS_EXAMPLES })
  @ApiOkResponse({ type: StoredAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: [INVALID_KEYS, NO_MOBILE_ORIGINATED, NOT_CONNECTED], 409: [CHANGED] })
  async storeSms(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<Stored> {
    return this.configuration.store(caller, 'sms', await readJson(request));
  }

  @Get('voiceconfig')
  @ApiOperation({
    operationId: 'getVoiceConfiguration',
    summary: 'Get the provider of voice calls',
    description: 'The configuration that the tenant has stored, or else the default of this server. Secrets are hidden.',
  })
  @ApiOkResponse({ type: ConfigurationAnswer })
  @ApiErrors(400, 401, 403, 429, 500)
  voice(@CallerOf() { tenant }: Caller): Promise<Configuration> {
    return this.configuration.show(tenant, 'voice');
  }

  @Post('voiceconfig')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'storeVoiceConfiguration', summary: 'Store the provider of voice calls', description: IN_EFFECT })
  @ApiBody({ type: ConfigurationBody, examples: VOICE_EXAMPLES })
  @ApiOkResponse({ type: StoredAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: [INVALID_KEYS, NOT_CONNECTED], 409: [CHANGED] })
  async storeVoice(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<Stored> {
    return this.configuration.store(caller, 'voice', await readJson(request));
  }
}
