// The answer of a submit, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ENCODINGS } from '../segments.js';

class RefusedAnswer {
  @ApiProperty({ type: 'integer', description: 'The index of the recipient in the message, from 0', example: 1 })
  index: number;

  @ApiProperty({ description: 'The number as submitted', example: '+1234' })
  mobile: string;

  @ApiProperty({ example: 'is not a phone number' })
  reason: string;
}

class CostAnswer {
  @ApiProperty({ description: 'Exact amount, with as many decimals as the price', example: '0.0150' })
  amount: string;

  @ApiProperty({ description: 'The currency, an ISO 4217 code', example: 'USD' })
  currency: string;
}

const REPRESENTATION = 'With `Prefer: return=representation`: ';
const PERSONAL = 'With `Prefer: return=representation`, if the content has merge tags: ';

export class SubmitAnswer {
  @ApiProperty({ description: 'The request ID: 63 bits, as a decimal string. Empty for a dry run', example: '4718462567639063760' })
  id: string;

  @ApiProperty({ description: 'For a dry run: `Request checked, nothing queued. `', example: 'Request Queued. ' })
  message: string;

  @ApiPropertyOptional({ description: 'Only if several messages were submitted: the request ID of each message', type: [String] })
  ids?: string[];

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}number of queued entries`, example: 2 })
  recipientCount?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}number of repeated recipients. Each recipient gets one message`,
    example: 0,
  })
  duplicates?: number;

  @ApiPropertyOptional({ description: `${REPRESENTATION}the first 100 refused recipients`, type: [RefusedAnswer] })
  refused?: RefusedAnswer[];

  @ApiPropertyOptional({ type: 'integer', description: `${REPRESENTATION}number of refused recipients`, example: 0 })
  refusedCount?: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: `${REPRESENTATION}number of entries whose recipient has opted out. They end as Rejected`,
    example: 0,
  })
  optedOut?: number;

  @ApiPropertyOptional({
    format: 'date-time',
    description: `${REPRESENTATION}the start, ISO 8601 in UTC`,
    example: '2030-01-01T09:00:00.000Z',
  })
  startsAt?: string;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}the expiry, ISO 8601 in UTC. Null = no expiry`,
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
  })
  expiresAt?: string | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}number of segments of each text. Null for voice, or if the texts differ`,
    type: 'integer',
    nullable: true,
    example: 1,
  })
  segments?: number | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}encoding of each text. Null for voice, or if the texts differ`,
    enum: ENCODINGS,
    nullable: true,
    example: 'GSM-7',
  })
  encoding?: string | null;

  @ApiPropertyOptional({
    description: `${PERSONAL}smallest number of segments of a text. Null for voice`,
    type: 'integer',
    nullable: true,
    example: 1,
  })
  segmentsLeast?: number | null;

  @ApiPropertyOptional({
    description: `${PERSONAL}largest number of segments of a text. Null for voice`,
    type: 'integer',
    nullable: true,
    example: 2,
  })
  segmentsMost?: number | null;

  @ApiPropertyOptional({
    description: `${PERSONAL}number of segments of all texts. Null for voice`,
    type: 'integer',
    nullable: true,
    example: 3,
  })
  segmentsTotal?: number | null;

  @ApiPropertyOptional({
    description: `${REPRESENTATION}number of segments of all texts × SEGMENT_PRICE. Absent if SEGMENT_PRICE is not set. Null for voice`,
    type: CostAnswer,
    nullable: true,
  })
  cost?: CostAnswer | null;
}
