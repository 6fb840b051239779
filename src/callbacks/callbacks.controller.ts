// The routes that providers call: receipts and inbound messages.
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiParam, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/public.js';
import { ApiErrors } from '../http/error-answer.js';
import { CallbacksService } from './callbacks.service.js';

const CALLBACK = 'A receipt or an inbound message, in the provider’s own form, proved by its signature over the address and the body.';

@ApiTags('Providers')
@ApiParam({ name: 'name', description: 'The provider, in lower case', example: 'twilio' })
@ApiParam({ name: 'key', description: 'What it tells, as its page says', example: 'status' })
@ApiOkResponse({ description: 'Taken, in the words that the provider expects' })
@ApiServiceUnavailableResponse({ description: 'Not taken: to be repeated' })
@ApiErrors(404, 413, 429, { 401: ['Not signed'], 403: ['Not signed by this provider'] })
@Controller('carriers/:name/:key')
@Public()
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Get()
  @ApiOperation({ operationId: 'takeProviderCallbackByQuery', summary: 'A provider tells something, by query', description: CALLBACK })
  get(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.callbacks.take(name, key, request, reply);
  }

  @Post()
  @ApiOperation({ operationId: 'takeProviderCallback', summary: 'A provider tells something, by its body', description: CALLBACK })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  post(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.callbacks.take(name, key, request, reply);
  }
}
