// The state of a provider in the state of the system, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';

export const AT = '2030-01-01T09:00:00.000Z';
const STATES = ['up', 'throttled', 'down', 'held'] as const;
const BREAKERS = ['closed', 'open'] as const;
const TROUBLES = ['outage', 'configuration', 'throttled'] as const;
export const moment = (description: string) => ({
  description: `${description}; null = none`,
  type: String,
  format: 'date-time',
  nullable: true,
  example: null,
});

class ProviderWorkerAnswer {
  @ApiProperty({ description: 'The ID of the worker', example: '4b0c2f6e-5c0e-4a55-9d0f-0a3b1c9e7d21' })
  id: string;

  @ApiProperty({ enum: BREAKERS, description: '`open`: the provider counts as dead for this worker, or one message tests it' })
  breaker: (typeof BREAKERS)[number];

  @ApiProperty({ type: 'integer', example: 3 })
  inFlight: number;

  @ApiProperty({ type: 'integer', example: 200 })
  maxInFlight: number;

  @ApiProperty(moment('The end of the slow-down after the provider’s objections'))
  throttledUntil: string | null;

  @ApiProperty(moment('The last answer of the provider'))
  lastAnswerAt: string | null;
}

class TroubleAnswer {
  @ApiProperty({
    enum: TROUBLES,
    description:
      '`configuration`: credentials, funds or settings, until somebody corrects them; `outage`: the provider cannot be reached or does not ' +
      'answer; `throttled`: the provider answered “too fast”',
    example: 'configuration',
  })
  kind: (typeof TROUBLES)[number];

  @ApiProperty({ description: 'The reason in the provider’s last answer', example: 'the credentials are not accepted (20003)' })
  reason: string;

  @ApiProperty({ format: 'date-time', example: AT })
  since: string;
}

export class ProviderAnswer {
  @ApiProperty({ example: 'SIMULATOR' })
  name: string;

  @ApiProperty({ description: 'The names of the channels', type: [String], example: ['text', 'voice'] })
  channels: string[];

  @ApiProperty({
    enum: STATES,
    description:
      '`held`: an operator holds the provider, all dispatch, or all its channels; `down`: the provider counts as dead for each worker, or no living worker has it; `throttled`: at least one worker sends more slowly after objections',
  })
  state: (typeof STATES)[number];

  @ApiProperty({ description: 'The configured messages a second over all workers; 0 = no limit', example: 0 })
  ratePerSecond: number;

  @ApiProperty({
    description: 'The rate limit that an operator has set; null = as configured',
    type: Number,
    nullable: true,
    example: null,
  })
  rateLimitPerSecond: number | null;

  @ApiProperty({ type: 'integer', description: 'Messages under way of living workers, including reserved room', example: 3 })
  inFlight: number;

  @ApiProperty({ type: 'integer', example: 200 })
  maxInFlight: number;

  @ApiProperty(moment('The latest `throttledUntil` of its workers'))
  throttledUntil: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Receipts for messages that this provider was not handed, since its workers started. They changed nothing',
    example: 0,
  })
  foreignReceipts: number;

  @ApiProperty({
    type: 'integer',
    description: 'Receipts that cannot be read, or that belong to no known message, since the living workers started',
    example: 0,
  })
  unreadReceipts: number;

  @ApiProperty({
    type: 'integer',
    description: 'Inbound messages that are not text, since the living workers started. Their octets are stored',
    example: 0,
  })
  unreadMessages: number;

  @ApiProperty({
    description: 'The reason why the provider accepts no messages, or fewer; null = no known trouble',
    type: TroubleAnswer,
    nullable: true,
    example: null,
  })
  trouble: TroubleAnswer | null;

  @ApiProperty({ type: [ProviderWorkerAnswer] })
  workers: ProviderWorkerAnswer[];
}
