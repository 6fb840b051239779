// The answer of a cancel, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const REPRESENTATION = 'With `Prefer: return=representation`: ';

export class CancelAnswer {
  @ApiProperty({ description: 'Always empty', example: '' })
  id: string;

  @ApiProperty({ example: 'Cancelled  4 message entries of the Message with ID : 4713025406550859686' })
  message: string;

  @ApiPropertyOptional({ description: `${REPRESENTATION}the request ID`, example: '4713025406550859686' })
  requestId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}number of entries of the request, the sum of the counts below`,
    example: 4,
  })
  total?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}entries cancelled by this call`, example: 4 })
  cancelled?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}entries submitted to a provider, or delivered`, example: 0 })
  handedOver?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}entries with an attempt in progress. They get no further attempt`,
    example: 0,
  })
  inFlight?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}entries of which it is unknown whether the provider accepted them`,
    example: 0,
  })
  inDoubt?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}entries rejected, undelivered, not attempted or expired`,
    example: 0,
  })
  failed?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}entries that the provider recalled before this cancel. The status of the request counts later recalls`,
    example: 0,
  })
  recalled?: number;

  @ApiPropertyOptional({
    format: 'date-time',
    description: `${REPRESENTATION}the time of the cancel, ISO 8601 in UTC`,
    example: '2030-01-01T08:00:00.000Z',
  })
  cancelledAt?: string;
}
