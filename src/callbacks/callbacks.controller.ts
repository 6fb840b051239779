// The routes that providers call: receipts and inbound messages.
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiParam, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/public.js';
import { ApiErrors } from '../http/error-answer.js';
import { CallbacksService } from './callbacks.service.js';

const CALLBACK =
  'A receipt or an inbound message in the provider’s own form. Its signature over the address and the body proves the sender.';

@ApiTags('Providers')
@ApiParam({ name: 'name', description: 'The provider, in lower case', example: 'twilio' })
@ApiParam({ name: 'key', description: 'The callback, as named on the page of the provider', example: 'status' })
@ApiOkResponse({ description: 'Accepted; the body is in the form that the provider expects' })
@ApiServiceUnavailableResponse({ description: 'Not accepted: the provider repeats the call' })
@ApiErrors(404, 413, 429, { 401: ['Not signed'], 403: ['Not signed by this provider'] })
@Controller('carriers/:name/:key')
@Public()
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Get()
  @ApiOperation({ operationId: 'takeProviderCallbackByQuery', summary: 'Receive a provider’s callback by query', description: CALLBACK })
  get(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.callbacks.take(name, key, request, reply);
  }

  @Post()
  @ApiOperation({ operationId: 'takeProviderCallback', summary: 'Receive a provider’s callback by body', description: CALLBACK })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  post(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.callbacks.take(name, key, request, reply);
  }
}
