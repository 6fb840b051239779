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
  'In effect from then on, in every process: the tenant’s messages go by this provider alone, those that wait included. The connection is tried ' +
  'before anything is stored.';

@ApiTags('Configuration')
@Controller('api/v1')
@Scope('config:manage')
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  @Get('smsconfig')
  @ApiOperation({
    operationId: 'getSmsConfiguration',
    summary: 'The provider of texts',
    description: 'What the tenant has stored, without its secrets; else the server’s own.',
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
    summary: 'The provider of calls',
    description: 'What the tenant has stored, without its secrets; else the server’s own.',
  })
  @ApiOkResponse({ type: ConfigurationAnswer })
  @ApiErrors(400, 401, 403, 429, 500)
  voice(@CallerOf() { tenant }: Caller): Promise<Configuration> {
    return this.configuration.show(tenant, 'voice');
  }

  @Post('voiceconfig')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ operationId: 'storeVoiceConfiguration', summary: 'Store the provider of calls', description: IN_EFFECT })
  @ApiBody({ type: ConfigurationBody, examples: VOICE_EXAMPLES })
  @ApiOkResponse({ type: StoredAnswer })
  @ApiErrors(401, 403, 413, 415, 429, 500, { 400: [INVALID_KEYS, NOT_CONNECTED], 409: [CHANGED] })
  async storeVoice(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<Stored> {
    return this.configuration.store(caller, 'voice', await readJson(request));
  }
}
