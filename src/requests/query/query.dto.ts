// The query parameters that the read routes of all modules share.
import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { isName } from '../../auth/caller.js';
import { STATUSES } from '../../queue/states.js';
import { readMoment } from '../reading/moment.js';
import { isId } from '../reading/request-id.js';
import { STATES } from './request-facts.js';

const LIMIT = 1_000;
const NOT_A_MOMENT = 'should be ISO 8601 with an offset, or a date';

const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMoment',
    validator: { validate: (value) => readMoment(value, 'start') !== undefined, defaultMessage: () => NOT_A_MOMENT },
  });

const IsUser = (): PropertyDecorator =>
  ValidateBy({ name: 'isUser', validator: { validate: isName, defaultMessage: () => 'should be 1 to 128 characters' } });

export const IsRequestId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRequestId',
    validator: { validate: (value) => typeof value === 'string' && isId(value), defaultMessage: () => 'should be a number of 63 bits' },
  });

export class PageDto {
  @ApiPropertyOptional({ description: 'The `next` of the previous page' })
  @IsOptional()
  @IsString({ message: 'should be the next of an answer' })
  @MaxLength(200, { message: 'is not the next of an answer' })
  cursor?: string;

  @ApiPropertyOptional({ description: `Items per page, at most ${LIMIT}`, type: 'integer', minimum: 1, maximum: LIMIT, default: 50 })
  @IsOptional()
  @Matches(/^(?:[1-9]\d{0,2}|1000)$/, { message: `should be a whole number from 1 to ${LIMIT}` })
  limit?: string;
}

/** The filters of a search over all requests. */
export class SearchDto extends PageDto {
  @ApiPropertyOptional({ description: 'The exact subject of the caller that submitted, such as `developer`' })
  @IsOptional()
  @IsUser()
  user?: string;

  @ApiPropertyOptional({ description: 'Submitted at or after this time: ISO 8601 with an offset, or a UTC date such as `2030-01-01`' })
  @IsOptional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({
    description: 'Submitted at or before this time: ISO 8601 with an offset, or a UTC date (the whole day is included)',
  })
  @IsOptional()
  @IsMoment()
  to?: string;
}

export const IsStatus = (): PropertyDecorator => IsIn(STATUSES, { message: `should be one of ${STATUSES.join(', ')}` });

export const IsState = (): PropertyDecorator => IsIn(STATES, { message: `should be one of ${STATES.join(', ')}` });

export class EventsQueryDto extends PickType(SearchDto, ['from', 'to'] as const) {}

export class EntriesQueryDto extends PageDto {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsStatus()
  status?: (typeof STATUSES)[number];
}

export class EntriesCsvDto {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsStatus()
  status?: (typeof STATUSES)[number];
}
