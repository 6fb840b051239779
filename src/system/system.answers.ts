// What the health of the system is said in: as the OpenAPI document has it, and as plain objects.
import { ApiProperty } from '@nestjs/swagger';

const AT = '2030-01-01T09:00:00.000Z';
const STATES = ['up', 'throttled', 'down', 'held'] as const;
const BREAKERS = ['closed', 'open'] as const;
const HOLDS = ['all', 'tenant', 'provider'] as const;
const TROUBLES = ['outage', 'configuration', 'throttled'] as const;
const CHANNELS = ['text', 'voice'] as const;
const moment = (description: string) => ({
  description: `${description}; null = none`,
  type: String,
  format: 'date-time',
  nullable: true,
  example: null,
});

class WorkerAnswer {
  @ApiProperty({ example: '4b0c2f6e-5c0e-4a55-9d0f-0a3b1c9e7d21' })
  id: string;

  @ApiProperty({ example: 'worker-1' })
  host: string;

  @ApiProperty({ type: 'integer', example: 4711 })
  pid: number;

  @ApiProperty({ enum: ['all', 'worker'], example: 'worker' })
  role: string;

  @ApiProperty({ example: '0.1.0' })
  version: string;

  @ApiProperty({ format: 'date-time', example: AT })
  startedAt: string;

  @ApiProperty({ format: 'date-time', description: 'It reports every 2 s', example: AT })
  seenAt: string;

  @ApiProperty({
    description: 'Seen within 10 s. One that ended as it should is not listed, one that was killed is for a day',
    example: true,
  })
  alive: boolean;
}

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

class ProviderAnswer {
  @ApiProperty({ example: 'SIMULATOR' })
  name: string;

  @ApiProperty({ enum: CHANNELS, isArray: true, example: CHANNELS })
  channels: string[];

  @ApiProperty({
    enum: STATES,
    description:
      '`held` by an operator, alone or with all; `down`: each worker holds it to be dead, or no worker that is alive has it; `throttled`: some worker is slower for what it said',
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

export class HoldAnswer {
  @ApiProperty({ enum: HOLDS, example: 'provider' })
  what: (typeof HOLDS)[number];

  @ApiProperty({ description: 'Null for all', type: String, nullable: true, example: 'SIMULATOR' })
  name: string | null;

  @ApiProperty({ format: 'date-time', example: AT })
  since: string;

  @ApiProperty({ description: 'False: a lane was added since, where it does not hold', example: true })
  everywhere: boolean;
}

class DueByAgeAnswer {
  @ApiProperty({ description: 'Null: for longer', type: 'integer', nullable: true, example: 1 })
  upToSeconds: number | null;

  @ApiProperty({ type: 'integer', example: 0 })
  due: number;
}

class QueueBacklogAnswer {
  @ApiProperty({ enum: CHANNELS, example: 'text' })
  channel: string;

  @ApiProperty({ description: 'Null: the default one', type: String, nullable: true, example: null })
  route: string | null;

  @ApiProperty({ description: 'With a rate limit of its own; null: of all others', type: String, nullable: true, example: null })
  sender: string | null;

  @ApiProperty({ type: 'integer', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', example: 0 })
  due: number;

  @ApiProperty(moment('When the longest of it became due'))
  oldestDueAt: string | null;
}

class BacklogAnswer {
  @ApiProperty({ format: 'date-time', description: 'When it was looked at: at most a tenth of the time is spent on that', example: AT })
  at: string;

  @ApiProperty({ type: 'integer', description: 'Entries that wait, for their start too', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Of these, what could leave now', example: 0 })
  due: number;

  @ApiProperty(moment('When the longest of it became due'))
  oldestDueAt: string | null;

  @ApiProperty({ type: [DueByAgeAnswer] })
  byAge: DueByAgeAnswer[];

  @ApiProperty({ type: [QueueBacklogAnswer] })
  byQueue: QueueBacklogAnswer[];
}

export class SystemAnswer {
  @ApiProperty({ format: 'date-time', example: AT })
  at: string;

  @ApiProperty({ type: [WorkerAnswer] })
  workers: WorkerAnswer[];

  @ApiProperty({ type: [ProviderAnswer] })
  providers: ProviderAnswer[];

  @ApiProperty({ type: [HoldAnswer] })
  holds: HoldAnswer[];

  @ApiProperty({ type: BacklogAnswer })
  backlog: BacklogAnswer;

  @ApiProperty({ type: 'integer', description: 'Entries of which nobody knows whether they left', example: 0 })
  inDoubt: number;

  @ApiProperty({
    type: 'integer',
    description:
      'Messages of the last 24 hours that asked to stop or to start, from an address that is no phone number: nobody was opted out',
    example: 0,
  })
  ignoredKeywords: number;

  @ApiProperty({ description: 'Lanes that could not be asked: what waits there is not counted', type: [Number], example: [] })
  lanesAway: number[];
}

type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[] : T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T;

export type SystemState = Plain<SystemAnswer>;
export type ProviderState = SystemState['providers'][number];
export type BacklogState = SystemState['backlog'];
