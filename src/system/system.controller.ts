// How the system is, for whoever operates it: over all tenants, without a number, a content or a request's ID.
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiError } from '../http/api-error.js';
import { ApiErrors } from '../http/error-answer.js';
import { Scope } from '../auth/scope.js';
import { SystemAnswer, type SystemState } from './system.answers.js';
import { SystemService } from './system.service.js';

@ApiTags('System')
@Controller('api/v1/system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @Scope('system:read')
  @ApiOperation({
    operationId: 'getSystemState',
    summary: 'See how the system is',
    description:
      'Workers, providers, what an operator holds, and what waits, over all tenants. Looked at once a second at most, whoever asks; ' +
      'what waits less often where it is very much.',
  })
  @ApiOkResponse({ type: SystemAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid Request'] })
  state(@Query() query: Record<string, unknown>): Promise<SystemState> {
    const errors = Object.keys(query).map((name) => ({ field: name.slice(0, 64), message: 'is not a known field' }));
    if (errors.length > 0) throw new ApiError(400, 'Invalid Request', errors.slice(0, 10));
    return this.system.state();
  }
}
