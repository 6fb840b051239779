// Bodies and answers of the operator's routes, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HoldAnswer } from './system.answers.js';

export class HoldBody {
  @ApiPropertyOptional({
    description: 'All dispatch. Exactly one of the four fields is required',
    type: Boolean,
    enum: [true],
    example: true,
  })
  all?: boolean;

  @ApiPropertyOptional({ description: 'The messages of one channel', type: String, minLength: 1, maxLength: 32, example: 'voice' })
  channel?: string;

  @ApiPropertyOptional({ description: 'The messages of one tenant', type: String, minLength: 1, maxLength: 128, example: 'acme' })
  tenant?: string;

  @ApiPropertyOptional({
    description: 'The messages that would go to one provider',
    type: String,
    minLength: 1,
    maxLength: 128,
    example: 'SIMULATOR',
  })
  provider?: string;
}

export class RateLimitBody {
  @ApiPropertyOptional({
    description: 'The provider to limit; either this or `sender`',
    type: String,
    minLength: 1,
    maxLength: 128,
    example: 'SIMULATOR',
  })
  provider?: string;

  @ApiPropertyOptional({
    description: 'The sender to limit, as named in its requests',
    type: String,
    minLength: 1,
    maxLength: 128,
    example: 'ACME',
  })
  sender?: string;

  @ApiPropertyOptional({
    description: 'The module of the sender; absent: the first module of the server, SMS',
    ...{ type: String, minLength: 1, maxLength: 32, example: 'sms' },
  })
  module?: string;

  @ApiProperty({
    description: 'Messages a second; 0 = no limit, null = as configured',
    ...{ type: Number, nullable: true, minimum: 0, maximum: 9_999_999, example: 50 },
  })
  perSecond: number | null;
}

export class HoldsAnswer {
  @ApiProperty({ description: 'All holds that are in effect', type: [HoldAnswer] })
  holds: HoldAnswer[];
}

export class RateLimitAnswer {
  @ApiProperty({ type: String, nullable: true, example: 'SIMULATOR' })
  provider: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  sender: string | null;

  @ApiPropertyOptional({ description: 'The module of the sender; absent for SMS', type: String, example: 'sms' })
  module?: string;

  @ApiProperty({ description: 'Messages a second; 0 = no limit, null = as configured', type: Number, nullable: true, example: 50 })
  perSecond: number | null;
}
