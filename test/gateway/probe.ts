// Routes of every kind behind the real gateway, with a database that is configured but never reached.
import { Controller, Delete, type DynamicModule, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { FastifyRequest } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { DataSource, QueryFailedError } from 'typeorm';
import { ApiError } from '../../src/http/api-error.js';
import { AppKey } from '../../src/auth/app-key.entity.js';
import { ConsoleUser } from '../../src/auth/console-user.entity.js';
import { type Caller, CallerOf } from '../../src/auth/caller.js';
import { GatewayModule } from '../../src/auth/gateway.module.js';
import { parseJson, readBody, requireJson } from '../../src/http/json-body.js';
import { Public } from '../../src/auth/public.js';
import type { EdgeRequest } from '../../src/http/request-target.js';
import { Scope } from '../../src/auth/scope.js';
import { CONFIG, type Config } from '../../src/platform/config/config.js';

export const PROBE_BODY_LIMIT = 100_000;

/** Failures by name, for the error filter. */
const FAILURES: Readonly<Record<string, () => Error>> = {
  unknown: () => new Error('a value of +919866694753 nobody may see'),
  refused: () => new AggregateError([Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })], ''),
  terminated: () => new QueryFailedError('select 1', ['+919866694753'], Object.assign(new Error('gone'), { code: '57P01' })),
  pool: () => new Error('timeout exceeded when trying to connect'),
  lost: () => new Error('Connection terminated unexpectedly'),
  constraint: () =>
    new QueryFailedError('insert into secret', ['x'], Object.assign(new Error('duplicate key'), { code: '23505', detail: '(mobile)=(1)' })),
  fields: () => new ApiError(400, 'Invalid request format, Error messages :[a @ message :1]', [{ field: 'a', message: 'is wrong' }]),
};

@Controller()
class ProbeController {
  constructor(private readonly database: DataSource) {}

  @Public()
  @Get('open')
  open(): object {
    return { id: '', message: 'open' };
  }

  @Public()
  @Get('fails/:how')
  fails(@Param('how') how: string): object {
    throw FAILURES[how]?.() ?? new Error(how);
  }

  @Public()
  @Get('away')
  async away(): Promise<object> {
    return { rows: await this.database.initialize().then(() => 0) };
  }

  @Get('caller')
  @Scope('messages:read')
  caller(@CallerOf() { tenant, subject, scopes }: Caller): object {
    return { tenant, subject, scopes: [...scopes] };
  }

  @Post('api/v1/messages/sms')
  @HttpCode(200)
  @Scope('messages:send')
  async submit(@Req() request: FastifyRequest): Promise<object> {
    requireJson(request);
    return { id: '1', message: 'read', body: parseJson(await readBody(request, PROBE_BODY_LIMIT)) };
  }

  @Post('api/v1/messages/sms/fetch')
  @HttpCode(200)
  @Scope('messages:read')
  fetch(): object {
    return { id: '', message: 'fetch' };
  }

  @Delete('api/v1/messages/sms/:id')
  @Scope('messages:cancel')
  cancel(@Param('id') id: string, @Req() { raw }: FastifyRequest): object {
    return { id: '', message: id, override: (raw as EdgeRequest).methodOverride ?? false };
  }

  @Get('api/v1/messages/sms/:id')
  @Scope('messages:read')
  see(@Param('id') id: string): object {
    return { id: '', message: id };
  }

  @Get('api/v1/messages/sms/:id/entries')
  @Scope('messages:read')
  entries(@Param('id') id: string): object {
    return { id: '', message: id };
  }
}

@Module({})
class Probe {}

@Module({})
class ProbeConfig {}

export function probe(config: Config, controllers: DynamicModule['controllers'] = [ProbeController]): DynamicModule {
  const configModule: DynamicModule = {
    module: ProbeConfig,
    global: true,
    providers: [{ provide: CONFIG, useValue: config }],
    exports: [CONFIG],
  };
  const url = config.DATABASE_URL === '' ? 'postgres://nobody@127.0.0.1:1/none' : config.DATABASE_URL;
  return {
    module: Probe,
    imports: [
      configModule,
      LoggerModule.forRoot({ pinoHttp: { level: config.LOG_LEVEL }, forRoutes: ['*path'] }),
      TypeOrmModule.forRoot({ type: 'postgres', url, entities: [AppKey, ConsoleUser], manualInitialization: config.DATABASE_URL === '' }),
      GatewayModule,
    ],
    controllers,
  };
}
