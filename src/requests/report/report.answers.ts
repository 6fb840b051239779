// What the reports of one request answer, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';
import { nullable, nullableMoment } from '../query/query.answers.js';

const MOMENT = '2030-01-01T09:00:00.000Z';
const FAILURE_STATUSES = ['Rejected', 'Undelivered', 'Expired', 'Not Attempted', 'In doubt'] as const;
class LatenessAnswer {
  @ApiProperty({ example: 12 })
  mean: number;

  @ApiProperty({ type: 'integer', example: 40 })
  max: number;
}

class BucketAnswer {
  @ApiProperty({ format: 'date-time', example: MOMENT })
  at: string;

  @ApiProperty({ type: 'integer', description: 'Entries, each at its last attempt so far', example: 200 })
  handedOver: number;

  @ApiProperty({
    description: 'From the request’s start to the hand-over of what went at its first attempt; null where nothing did',
    type: LatenessAnswer,
    nullable: true,
  })
  latenessMs: LatenessAnswer | null;
}

export class TimelineAnswer {
  @ApiProperty({ format: 'date-time', example: '2030-01-01T08:00:00.000Z' })
  submittedAt: string;

  @ApiProperty({ format: 'date-time', example: MOMENT })
  startsAt: string;

  @nullableMoment('Null where nothing was handed over', MOMENT)
  firstHandOverAt: string | null;

  @nullableMoment('Null where nothing was handed over', MOMENT)
  lastHandOverAt: string | null;

  @nullableMoment('Null = never')
  expiresAt: string | null;

  @nullableMoment('When it was cancelled')
  cancelledAt: string | null;

  @nullable('The subject of who cancelled it')
  cancelledBy: string | null;

  @nullableMoment('When an entry of it last moved', MOMENT)
  lastMoveAt: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Entries that were handed over in any one second, whatever the width of the buckets',
    example: 200,
  })
  mostPerSecond: number;

  @ApiProperty({ description: 'Over all buckets; null where nothing went at its first attempt', type: LatenessAnswer, nullable: true })
  latenessMs: LatenessAnswer | null;

  @ApiProperty({ type: 'integer', description: 'The width of the buckets, so that there are about 120 at most', example: 1 })
  bucketSeconds: number;

  @ApiProperty({ description: 'From the first hand-over to the last, also where nothing was handed over', type: [BucketAnswer] })
  buckets: BucketAnswer[];
}

class FailureAnswer {
  @ApiProperty({ enum: FAILURE_STATUSES, example: 'Rejected' })
  status: string;

  @nullable('What the provider or the server said', 'not a mobile number')
  reason: string | null;

  @nullable('Whose word it is', 'SIMULATOR')
  provider: string | null;

  @ApiProperty({ type: 'integer', example: 3 })
  count: number;
}

export class FailuresAnswer {
  @ApiProperty({ type: [FailureAnswer] })
  items: FailureAnswer[];
}
