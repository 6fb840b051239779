// The body of the Volt MX API's Fetch Status.
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, IsOptional, ValidateBy } from 'class-validator';
import { readDay } from './day.js';

const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: { validate: (value) => readDay(value) !== undefined, defaultMessage: () => 'should be a date as mm/dd/yyyy' },
  });

/** Digits, in a string or a number. */
const IsCount = (most = Number.POSITIVE_INFINITY): PropertyDecorator =>
  ValidateBy({
    name: 'isCount',
    validator: {
      validate: (value) =>
        (typeof value === 'string' || typeof value === 'number') && /^\d{1,40}$/.test(String(value)) && Number(value) <= most,
      defaultMessage: () => `should be a whole number${Number.isFinite(most) ? `, ${most} at most` : ''}`,
    },
  });

/** The limit of `startElement`. The routes outside the compatible API page without a limit, by cursor. */
export const MAX_START_ELEMENT = 10_000;

/** Contract section 3: all fields are optional, each a string or a number. */
export class StatusDto {
  @ApiPropertyOptional({ type: String, description: 'A request ID', example: '4713025406550859686' })
  @Allow()
  requestId?: unknown;

  @ApiPropertyOptional({
    type: String,
    description: 'Accepted for compatibility. This server has no audience store, so an audience ID alone selects nothing',
  })
  @Allow()
  audienceId?: unknown;

  @ApiPropertyOptional({ type: String, description: 'The number of a recipient', example: '+919866694753' })
  @Allow()
  mobileNumber?: unknown;

  @ApiPropertyOptional({ description: 'The first UTC day, mm/dd/yyyy. Without endDate: from that day on', example: '01/31/2030' })
  @IsOptional()
  @IsDay()
  sentDate?: string;

  @ApiPropertyOptional({ description: 'The last UTC day, mm/dd/yyyy, inclusive', example: '01/31/2030' })
  @IsOptional()
  @IsDay()
  endDate?: string;

  @ApiPropertyOptional({ description: `The index of the first element, from 0 to ${MAX_START_ELEMENT}`, type: String, example: '0' })
  @IsOptional()
  @IsCount(MAX_START_ELEMENT)
  startElement?: string | number;

  @ApiPropertyOptional({ description: 'The number of elements. A larger value than 1,000 means 1,000', type: String, example: '20' })
  @IsOptional()
  @IsCount()
  elementsPerPage?: string | number;
}
