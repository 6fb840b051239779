// How a provider stands, in the health of the system: as the OpenAPI document has it.
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
  @ApiProperty({ description: 'Of the worker', example: '4b0c2f6e-5c0e-4a55-9d0f-0a3b1c9e7d21' })
  id: string;

  @ApiProperty({ enum: BREAKERS, description: '`open`: this worker holds it to be dead, or tries with one message' })
  breaker: (typeof BREAKERS)[number];

  @ApiProperty({ type: 'integer', example: 3 })
  inFlight: number;

  @ApiProperty({ type: 'integer', example: 200 })
  maxInFlight: number;

  @ApiProperty(moment('Slower until then for what the provider said'))
  throttledUntil: string | null;

  @ApiProperty(moment('When it last answered'))
  lastAnswerAt: string | null;
}

class TroubleAnswer {
  @ApiProperty({
    enum: TROUBLES,
    description:
      '`configuration`: credentials, funds or settings, until somebody mends them; `outage`: it can’t be reached or gives no answer; ' +
      '`throttled`: it said “too fast”',
    example: 'configuration',
  })
  kind: (typeof TROUBLES)[number];

  @ApiProperty({ description: 'As its last answer puts it', example: 'the credentials are not accepted (20003)' })
  reason: string;

  @ApiProperty({ format: 'date-time', example: AT })
  since: string;
}

export class ProviderAnswer {
  @ApiProperty({ example: 'SIMULATOR' })
  name: string;

  @ApiProperty({ description: 'Their names', type: [String], example: ['text', 'voice'] })
  channels: string[];

  @ApiProperty({
    enum: STATES,
    description:
      '`held` by an operator, alone, with all, or with its channels; `down`: each worker holds it to be dead, or no worker that is alive has it; `throttled`: some worker is slower for what it said',
  })
  state: (typeof STATES)[number];

  @ApiProperty({ description: 'As configured, over all workers; 0 = no limit', example: 0 })
  ratePerSecond: number;

  @ApiProperty({ description: 'As an operator has set it; null = as configured', type: Number, nullable: true, example: null })
  rateLimitPerSecond: number | null;

  @ApiProperty({ type: 'integer', description: 'Of the workers that are alive, room that is reserved included', example: 3 })
  inFlight: number;

  @ApiProperty({ type: 'integer', example: 200 })
  maxInFlight: number;

  @ApiProperty(moment('The latest of its workers'))
  throttledUntil: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'What it said of messages that it was not handed, which changed nothing; since its workers began',
    example: 0,
  })
  foreignReceipts: number;

  @ApiProperty({
    type: 'integer',
    description: 'Receipts that can’t be read, or that are of no message that is known, since the workers that are alive started',
    example: 0,
  })
  unreadReceipts: number;

  @ApiProperty({ type: 'integer', description: 'Inbound messages that are no text and are kept as octets, since then', example: 0 })
  unreadMessages: number;

  @ApiProperty({
    description: 'Why it takes nothing, or less; null = nothing is known to be wrong',
    type: TroubleAnswer,
    nullable: true,
    example: null,
  })
  trouble: TroubleAnswer | null;

  @ApiProperty({ type: [ProviderWorkerAnswer] })
  workers: ProviderWorkerAnswer[];
}
