// The providers' own calls: receipts and what else they tell. Who calls is for the provider to verify, by its signature over the address
// under PUBLIC_URL and the bytes of the body; nothing of either is logged.
import { Controller, Get, Inject, Logger, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiParam, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../http/api-error.js';
import { ApiErrors } from '../http/error-answer.js';
import { FailedAuthenticationLimiter } from '../auth/failed-authentication-limiter.js';
import { readBody } from '../http/json-body.js';
import { Public } from '../auth/public.js';
import type { EdgeRequest } from '../http/request-target.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { CallbackAnswer, CallbackRequest } from '../providers/provider.js';
import { Providers } from '../providers/providers.js';

/** No provider documents a larger one. */
export const MOST_BYTES = 64 * 1_024;

const CALLBACK = 'A receipt or an inbound message, in the provider’s own form, proved by its signature over the address and the body.';

type Callback = (request: CallbackRequest) => Promise<CallbackAnswer>;

@ApiTags('Providers')
@ApiParam({ name: 'name', description: 'The provider, in lower case', example: 'twilio' })
@ApiParam({ name: 'key', description: 'What it tells, as its page says', example: 'status' })
@ApiOkResponse({ description: 'Taken, in the words that the provider expects' })
@ApiServiceUnavailableResponse({ description: 'Not taken: to be repeated' })
@ApiErrors(404, 413, 429, { 401: ['Not signed'], 403: ['Not signed by this provider'] })
@Controller('carriers/:name/:key')
@Public()
export class CallbacksController {
  private readonly logger = new Logger('Callbacks');

  constructor(
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
    private readonly failedAuthentications: FailedAuthenticationLimiter,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'takeProviderCallbackByQuery', summary: 'A provider tells something, by query', description: CALLBACK })
  get(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.take(name, key, request, reply);
  }

  @Post()
  @ApiOperation({ operationId: 'takeProviderCallback', summary: 'A provider tells something, by its body', description: CALLBACK })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  post(@Param('name') name: string, @Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.take(name, key, request, reply);
  }

  /** In lower case alone. Nothing can be verified against an address that isn't known. */
  private callbackOf(name: string, key: string): Callback | undefined {
    if (this.config.PUBLIC_URL === '' || name !== name.toLowerCase()) return undefined;
    const { callbacks = {} } = this.providers.get(name.toUpperCase()) ?? {};
    return Object.hasOwn(callbacks, key) ? callbacks[key] : undefined;
  }

  private async take(name: string, key: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
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

  /** What fails is repeated by the provider. */
  private async answer(callback: Callback, place: string, request: CallbackRequest): Promise<CallbackAnswer> {
    try {
      return await callback(request);
    } catch (error) {
      // Its message may quote what came in.
      this.logger.error(`A callback to ${place} failed: ${error instanceof Error ? error.name : typeof error}`);
      return { status: 503 };
    }
  }
}
