// What an operator's calls say and are answered, for the OpenAPI document.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HoldAnswer } from './system.answers.js';

export class HoldBody {
  @ApiPropertyOptional({ description: 'All dispatch. Exactly one of the four is given', type: Boolean, enum: [true], example: true })
  all?: boolean;

  @ApiPropertyOptional({ description: 'The messages of one channel', type: String, minLength: 1, maxLength: 32, example: 'voice' })
  channel?: string;

  @ApiPropertyOptional({ description: 'What one tenant has', type: String, minLength: 1, maxLength: 128, example: 'acme' })
  tenant?: string;

  @ApiPropertyOptional({ description: 'What one provider would get', type: String, minLength: 1, maxLength: 128, example: 'SIMULATOR' })
  provider?: string;
}

export class RateLimitBody {
  @ApiPropertyOptional({ description: 'This, or a sender', type: String, minLength: 1, maxLength: 128, example: 'SIMULATOR' })
  provider?: string;

  @ApiPropertyOptional({ description: 'As its requests name it', type: String, minLength: 1, maxLength: 128, example: 'ACME' })
  sender?: string;

  @ApiPropertyOptional({
    description: 'Whose sender; without it the server’s first module, SMS',
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

  @ApiPropertyOptional({ description: 'Of the sender; absent for SMS', type: String, example: 'sms' })
  module?: string;

  @ApiProperty({ description: '0 = no limit, null = as configured', type: Number, nullable: true, example: 50 })
  perSecond: number | null;
}
