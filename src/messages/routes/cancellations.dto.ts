// The body of a cancel of many requests: request IDs, or the same filter as in the list of requests.
import { unreadable } from '../../http/json-body.js';
import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { invalid } from '../../requests/reading/invalid.js';
import { RequestsQueryDto } from './query.dto.js';
import type { Selection, SelectionFilter } from '../../requests/cancel/cancel-many.js';
import { readRange } from '../../requests/reading/query.js';
import { readMobile } from './read-mobile.js';
import { readRequestIds } from '../../requests/cancel/read-request-ids.js';
import type { SmsConfig } from '../settings.js';
import { isAbsent, isObject, validate } from '../../requests/reading/validate.js';

const MOST_IDS = 1_000;

export class CancellationFilterDto extends OmitType(RequestsQueryDto, ['cursor', 'limit'] as const) {}

export class CancellationsDto {
  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_IDS,
    description: 'Request IDs. A repeated ID counts once',
    example: ['4713025406550859686'],
  })
  @IsOptional()
  @ValidateBy({
    name: 'areFew',
    validator: {
      validate: (value) => Array.isArray(value) && value.length >= 1 && value.length <= MOST_IDS,
      defaultMessage: () => `should be a list of 1 to ${MOST_IDS} request IDs`,
    },
  })
  ids?: unknown[];

  @ApiPropertyOptional({ type: CancellationFilterDto, description: 'The filters of the list of requests. At least one is required' })
  @IsOptional()
  @ValidateBy({ name: 'isFilter', validator: { validate: isObject, defaultMessage: () => 'should be an object' } })
  filter?: Record<string, unknown>;
}

/** Checks the whole body before the first cancel. @throws ApiError 400 */
export function readCancellations(body: unknown, config: SmsConfig): Selection {
  if (!isObject(body)) throw unreadable();
  const { ids, filter } = validate(CancellationsDto, body);
  if ((ids === undefined) === (filter === undefined)) throw invalid('ids', 'or filter is required, not both');
  return ids === undefined ? { filter: readFilter(filter ?? {}, config) } : { ids: readRequestIds(ids) };
}

function readFilter(given: Record<string, unknown>, config: SmsConfig): SelectionFilter {
  const { mobile, from, to, ...rest } = validate(CancellationFilterDto, given);
  // An empty filter would select every request of the tenant.
  if (Object.values(given).every(isAbsent)) throw invalid('filter', 'should name at least one thing to select by');
  return { ...rest, address: readMobile(mobile, config), ...readRange({ from, to }) };
}
