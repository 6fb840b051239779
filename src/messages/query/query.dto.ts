// The queries of this server's own read routes, and the body of the Volt MX API's status route.
import { ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Allow, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { isName } from '../../auth/caller.js';
import { REQUEST_STATES, STATUSES } from '../../queue/states.js';
import { isId } from '../request-id.js';
import { IsSender } from '../submit/submit.dto.js';
import { readDay, readMoment } from './moment.js';

export const STATES = REQUEST_STATES;

const LIMIT = 1_000;
const NOT_A_MOMENT = 'should be ISO 8601 with an offset, or a date';

const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMoment',
    validator: { validate: (value) => readMoment(value, 'start') !== undefined, defaultMessage: () => NOT_A_MOMENT },
  });

const IsUser = (): PropertyDecorator =>
  ValidateBy({ name: 'isUser', validator: { validate: isName, defaultMessage: () => 'should be 1 to 128 characters' } });

const IsRequestId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isRequestId',
    validator: { validate: (value) => typeof value === 'string' && isId(value), defaultMessage: () => 'should be a number of 63 bits' },
  });

const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: { validate: (value) => readDay(value) !== undefined, defaultMessage: () => 'should be a date as mm/dd/yyyy' },
  });

/** Digits, as a string or a number. */
const IsCount = (most = Number.POSITIVE_INFINITY): PropertyDecorator =>
  ValidateBy({
    name: 'isCount',
    validator: {
      validate: (value) =>
        (typeof value === 'string' || typeof value === 'number') && /^\d{1,40}$/.test(String(value)) && Number(value) <= most,
      defaultMessage: () => `should be a whole number${Number.isFinite(most) ? `, ${most} at most` : ''}`,
    },
  });

class PageDto {
  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString({ message: 'should be the next of an answer' })
  @MaxLength(200, { message: 'is not the next of an answer' })
  cursor?: string;

  @ApiPropertyOptional({ description: `Items a page, ${LIMIT} at most`, type: 'integer', minimum: 1, maximum: LIMIT, default: 50 })
  @IsOptional()
  @Matches(/^(?:[1-9]\d{0,2}|1000)$/, { message: `should be a whole number from 1 to ${LIMIT}` })
  limit?: string;
}

/** Over all requests. */
class SearchDto extends PageDto {
  @ApiPropertyOptional({ description: 'Who submitted: exactly the caller’s subject, such as `developer`' })
  @IsOptional()
  @IsUser()
  user?: string;

  @ApiPropertyOptional({ description: 'A recipient, such as `+919866694753`' })
  @IsOptional()
  @IsString({ message: 'should be a phone number' })
  mobile?: string;

  @ApiPropertyOptional({ description: 'Submitted at or after: ISO 8601 with an offset, or a UTC date such as `2030-01-01`' })
  @IsOptional()
  @IsMoment()
  from?: string;

  @ApiPropertyOptional({ description: 'Submitted at or before: ISO 8601 with an offset, or a UTC date (the whole day)' })
  @IsOptional()
  @IsMoment()
  to?: string;
}

export class RequestsQueryDto extends SearchDto {
  @ApiPropertyOptional({ enum: STATES })
  @IsOptional()
  @IsIn(STATES, { message: `should be one of ${STATES.join(', ')}` })
  state?: (typeof STATES)[number];

  @ApiPropertyOptional({ description: 'The sender, as submitted' })
  @IsOptional()
  @IsString({ message: 'should be a text' })
  @IsSender()
  sender?: string;
}

const IsStatus = (): PropertyDecorator => IsIn(STATUSES, { message: `should be one of ${STATUSES.join(', ')}` });

export class EntrySearchDto extends SearchDto {
  @ApiPropertyOptional({ description: 'Of one entry: its SMS ID' })
  @IsOptional()
  @IsRequestId()
  smsId?: string;

  @ApiPropertyOptional({ description: 'Of one request: its ID' })
  @IsOptional()
  @IsRequestId()
  requestId?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsStatus()
  status?: (typeof STATUSES)[number];
}

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

/** The first element may be this far in; this server's own routes page without a limit. */
export const MAX_START_ELEMENT = 10_000;

/** Contract section 3: all optional, strings or numbers. */
export class StatusDto {
  @ApiPropertyOptional({ type: String, description: 'A request ID', example: '4713025406550859686' })
  @Allow()
  requestId?: unknown;

  @ApiPropertyOptional({ type: String, description: 'There is no audience store: alone it selects nothing' })
  @Allow()
  audienceId?: unknown;

  @ApiPropertyOptional({ type: String, description: 'A recipient', example: '+919866694753' })
  @Allow()
  mobileNumber?: unknown;

  @ApiPropertyOptional({ description: 'mm/dd/yyyy, a UTC day; without endDate: from that day on', example: '01/31/2030' })
  @IsOptional()
  @IsDay()
  sentDate?: string;

  @ApiPropertyOptional({ description: 'mm/dd/yyyy, a UTC day, inclusive', example: '01/31/2030' })
  @IsOptional()
  @IsDay()
  endDate?: string;

  @ApiPropertyOptional({ description: 'An element offset', type: String, example: '0' })
  @IsOptional()
  @IsCount(MAX_START_ELEMENT)
  startElement?: string | number;

  @ApiPropertyOptional({ description: 'Clamped to 1,000', type: String, example: '20' })
  @IsOptional()
  @IsCount()
  elementsPerPage?: string | number;
}

/** Of the Volt MX API's fetch by mobile number (contract section 3): strings or numbers. */
export class FetchDto extends PickType(StatusDto, ['audienceId', 'mobileNumber', 'startElement', 'elementsPerPage'] as const) {}
