// The state of the system for operators: over all tenants, without phone numbers, contents or request IDs.
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
    summary: 'Read the state of the system',
    description:
      'Workers, providers, dispatch holds and the backlog, over all tenants. Read at most once a second for all callers; ' +
      'a very large backlog is counted less often.',
  })
  @ApiOkResponse({ type: SystemAnswer })
  @ApiErrors(401, 403, 429, 500, { 400: ['Invalid Request'] })
  state(@Query() query: Record<string, unknown>): Promise<SystemState> {
    const errors = Object.keys(query).map((name) => ({ field: name.slice(0, 64), message: 'is not a known field' }));
    if (errors.length > 0) throw new ApiError(400, 'Invalid Request', errors.slice(0, 10));
    return this.system.state();
  }
}
