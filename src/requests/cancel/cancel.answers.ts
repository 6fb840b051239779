// What a cancel answers, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const REPRESENTATION = 'With `Prefer: return=representation`: ';

export class CancelAnswer {
  @ApiProperty({ description: 'Always empty', example: '' })
  id: string;

  @ApiProperty({ example: 'Cancelled  4 message entries of the Message with ID : 4713025406550859686' })
  message: string;

  @ApiPropertyOptional({ description: `${REPRESENTATION}the request`, example: '4713025406550859686' })
  requestId?: string;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}entries of the request: the sum of the counts below`, example: 4 })
  total?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}taken back by this cancel`, example: 4 })
  cancelled?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}submitted or delivered`, example: 0 })
  handedOver?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}begun, no outcome yet; gets no further attempt`, example: 0 })
  inFlight?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}handed over perhaps, outcome unknown`, example: 0 })
  inDoubt?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}rejected, undelivered, not attempted or expired`, example: 0 })
  failed?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}taken back by their provider before this cancel; later ones: see the status`,
    example: 0,
  })
  recalled?: number;

  @ApiPropertyOptional({ format: 'date-time', description: `${REPRESENTATION}ISO 8601 UTC`, example: '2030-01-01T08:00:00.000Z' })
  cancelledAt?: string;
}
