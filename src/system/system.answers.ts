// The state of the system as classes for the OpenAPI document, and as plain objects.
import { ApiProperty } from '@nestjs/swagger';
import { AT, moment, ProviderAnswer } from './provider.answers.js';

const HOLDS = ['all', 'channel', 'tenant', 'provider'] as const;

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

  @ApiProperty({ format: 'date-time', description: 'The last report; a worker reports every 2 s', example: AT })
  seenAt: string;

  @ApiProperty({
    description: 'True: reported within 10 s. A worker that shut down is not listed. A killed worker is listed for a day',
    example: true,
  })
  alive: boolean;
}

export class HoldAnswer {
  @ApiProperty({ enum: HOLDS, example: 'provider' })
  what: (typeof HOLDS)[number];

  @ApiProperty({ description: 'Null for kind `all`', type: String, nullable: true, example: 'SIMULATOR' })
  name: string | null;

  @ApiProperty({ format: 'date-time', example: AT })
  since: string;

  @ApiProperty({ description: 'False: a lane was added after the hold, and the hold is not in effect there', example: true })
  everywhere: boolean;
}

class DueByAgeAnswer {
  @ApiProperty({ description: 'The upper limit of the age in seconds; null = no limit', type: 'integer', nullable: true, example: 1 })
  upToSeconds: number | null;

  @ApiProperty({ type: 'integer', example: 0 })
  due: number;
}

class QueueBacklogAnswer {
  @ApiProperty({ description: 'The name of the channel', example: 'text' })
  channel: string;

  @ApiProperty({ description: 'Null: the default route', type: String, nullable: true, example: null })
  route: string | null;

  @ApiProperty({ description: 'A sender with its own rate limit; null: all other senders', type: String, nullable: true, example: null })
  sender: string | null;

  @ApiProperty({ type: 'integer', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', example: 0 })
  due: number;

  @ApiProperty(moment('When the oldest due entry became due'))
  oldestDueAt: string | null;
}

class BacklogAnswer {
  @ApiProperty({ format: 'date-time', description: 'The time of the count. At most a tenth of the time is spent on counting', example: AT })
  at: string;

  @ApiProperty({ type: 'integer', description: 'Waiting entries, including those before their start', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Waiting entries that are due', example: 0 })
  due: number;

  @ApiProperty(moment('When the oldest due entry became due'))
  oldestDueAt: string | null;

  @ApiProperty({ type: [DueByAgeAnswer] })
  byAge: DueByAgeAnswer[];

  @ApiProperty({ type: [QueueBacklogAnswer] })
  byQueue: QueueBacklogAnswer[];
}

class NoticeAnswer {
  @ApiProperty({ example: 'sms' })
  module: string;

  @ApiProperty({ example: 'ignoredKeywords' })
  name: string;

  @ApiProperty({ type: 'integer', example: 0 })
  count: number;
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

  @ApiProperty({ type: 'integer', description: 'Entries in doubt: it is unknown whether the provider has them', example: 0 })
  inDoubt: number;

  @ApiProperty({
    type: 'integer',
    description:
      'Messages of the last 24 hours with a stop or start keyword from an address that is not a phone number. They changed no opt-out',
    example: 0,
  })
  ignoredKeywords: number;

  @ApiProperty({ description: 'Counts of the modules’ own tables, by name', type: [NoticeAnswer] })
  notices: NoticeAnswer[];

  @ApiProperty({ description: 'Lanes that did not answer. Their entries are not counted', type: [Number], example: [] })
  lanesAway: number[];
}

type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[] : T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T;

export type SystemState = Plain<SystemAnswer>;
export type ProviderState = SystemState['providers'][number];
export type BacklogState = SystemState['backlog'];
