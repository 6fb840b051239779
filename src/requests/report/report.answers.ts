// The answers of the reports of one request, for the OpenAPI document.
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

  @ApiProperty({
    type: 'integer',
    description: 'Number of entries handed over in this bucket. An entry counts once, at its last attempt',
    example: 200,
  })
  handedOver: number;

  @ApiProperty({
    description:
      'Milliseconds from the start of the request to the hand-over, for entries handed over at their first attempt. Null if there is none',
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

  @nullableMoment('Null = no entry was handed over', MOMENT)
  firstHandOverAt: string | null;

  @nullableMoment('Null = no entry was handed over', MOMENT)
  lastHandOverAt: string | null;

  @nullableMoment('Null = no expiry')
  expiresAt: string | null;

  @nullableMoment('The time of the cancel. Null = not cancelled')
  cancelledAt: string | null;

  @nullable('The subject of the caller that cancelled the request')
  cancelledBy: string | null;

  @nullableMoment('The time of the last change of an entry’s status', MOMENT)
  lastMoveAt: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Largest number of entries handed over in one second, for any width of the buckets',
    example: 200,
  })
  mostPerSecond: number;

  @ApiProperty({
    description: 'Over all buckets. Null if no entry was handed over at its first attempt',
    type: LatenessAnswer,
    nullable: true,
  })
  latenessMs: LatenessAnswer | null;

  @ApiProperty({
    type: 'integer',
    description: 'The width of a bucket in seconds. It is chosen so that there are at most about 120 buckets',
    example: 1,
  })
  bucketSeconds: number;

  @ApiProperty({
    description: 'The buckets from the first hand-over to the last. Buckets without a hand-over are included',
    type: [BucketAnswer],
  })
  buckets: BucketAnswer[];
}

class FailureAnswer {
  @ApiProperty({ enum: FAILURE_STATUSES, example: 'Rejected' })
  status: string;

  @nullable('The reason, from the provider or from this server', 'not a mobile number')
  reason: string | null;

  @nullable('The provider that gave the reason. Null = this server', 'SIMULATOR')
  provider: string | null;

  @ApiProperty({ type: 'integer', example: 3 })
  count: number;
}

export class FailuresAnswer {
  @ApiProperty({ type: [FailureAnswer] })
  items: FailureAnswer[];
}
