// Answers if this process is alive and if it may get requests, for load balancers, Docker and Kubernetes.
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import { Public } from '../auth/public.js';
import { Readiness } from './readiness.js';

const UP = { status: 'ok', info: { database: { status: 'up' } }, error: {}, details: { database: { status: 'up' } } };
const DOWN = { id: '', message: 'Not ready: database', status: 'error', error: { database: { status: 'down', message: 'no answer' } } };

@ApiTags('Health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: Readiness,
  ) {}

  @Get('live')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'The process answers',
    description: 'Use it to restart a process that hangs. It does not query the database.',
  })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'The server may get requests',
    description: 'The database answers, its schema is up to date, the dispatcher has a heartbeat.',
  })
  @ApiOkResponse({ schema: { example: UP } })
  @ApiServiceUnavailableResponse({ schema: { example: DOWN } })
  ready(): Promise<object> {
    return this.health.check(this.readiness.checks());
  }
}
