// What a submit answers, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ENCODINGS } from '../segments.js';

class RefusedAnswer {
  @ApiProperty({ type: 'integer', description: 'Of the recipient in the message, from 0', example: 1 })
  index: number;

  @ApiProperty({ description: 'As given', example: '+1234' })
  mobile: string;

  @ApiProperty({ example: 'is not a phone number' })
  reason: string;
}

class CostAnswer {
  @ApiProperty({ description: 'Exact, with the decimals of the price', example: '0.0150' })
  amount: string;

  @ApiProperty({ description: 'ISO 4217', example: 'USD' })
  currency: string;
}

const REPRESENTATION = 'With `Prefer: return=representation`: ';
const PERSONAL = 'With `Prefer: return=representation`, of a content with merge tags: ';

export class SubmitAnswer {
  @ApiProperty({ description: 'The request ID: 63 bits, as a decimal string; empty for a dry run', example: '4718462567639063760' })
  id: string;

  @ApiProperty({ description: 'Of a dry run: `Request checked, nothing queued. `', example: 'Request Queued. ' })
  message: string;

  @ApiPropertyOptional({ description: 'With several messages: the ID of each one’s request', type: [String] })
  ids?: string[];

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}entries queued`, example: 2 })
  recipientCount?: number;

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}repeated numbers, sent once`, example: 0 })
  duplicates?: number;

  @ApiPropertyOptional({ description: `${REPRESENTATION}the first 100 numbers that were refused`, type: [RefusedAnswer] })
  refused?: RefusedAnswer[];

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}how many were refused`, example: 0 })
  refusedCount?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}entries whose recipient has opted out: they end as Rejected`,
    example: 0,
  })
  optedOut?: number;

  @ApiPropertyOptional({ format: 'date-time', description: `${REPRESENTATION}ISO 8601 UTC`, example: '2030-01-01T09:00:00.000Z' })
  startsAt?: string;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}ISO 8601 UTC; null = never`,
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  expiresAt?: string | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}segments of each text; null where they differ, and for voice`,
    type: 'integer',
    nullable: true,
    example: 1,
  })
  segments?: number | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}of each text; null where they differ, and for voice`,
    enum: ENCODINGS,
    nullable: true,
    example: 'GSM-7',
  })
  encoding?: string | null;

  @ApiPropertyOptional({ description: `${PERSONAL}fewest segments of a text; null for voice`, type: 'integer', nullable: true, example: 1 })
  segmentsLeast?: number | null;

  @ApiPropertyOptional({ description: `${PERSONAL}most segments of a text; null for voice`, type: 'integer', nullable: true, example: 2 })
  segmentsMost?: number | null;

  @ApiPropertyOptional({ description: `${PERSONAL}segments of all texts; null for voice`, type: 'integer', nullable: true, example: 3 })
  segmentsTotal?: number | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}segments of all texts × SEGMENT_PRICE, where that is set; null for voice`,
    type: CostAnswer,
    nullable: true,
  })
  cost?: CostAnswer | null;
}
