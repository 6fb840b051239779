// The body of the Volt MX API's Fetch Status.
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, IsOptional, ValidateBy } from 'class-validator';
import { readDay } from './day.js';

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
