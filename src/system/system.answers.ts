// What the health of the system is said in: as the OpenAPI document has it, and as plain objects.
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

  @ApiProperty({ format: 'date-time', description: 'It reports every 2 s', example: AT })
  seenAt: string;

  @ApiProperty({
    description: 'Seen within 10 s. One that ended as it should is not listed, one that was killed is for a day',
    example: true,
  })
  alive: boolean;
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
  @ApiProperty({ description: 'Its name', example: 'text' })
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

  @ApiProperty({ type: 'integer', description: 'Entries of which nobody knows whether they left', example: 0 })
  inDoubt: number;

  @ApiProperty({
    type: 'integer',
    description:
      'Messages of the last 24 hours that asked to stop or to start, from an address that is no phone number: nobody was opted out',
    example: 0,
  })
  ignoredKeywords: number;

  @ApiProperty({ description: 'What the modules count in their own tables, by name', type: [NoticeAnswer] })
  notices: NoticeAnswer[];

  @ApiProperty({ description: 'Lanes that could not be asked: what waits there is not counted', type: [Number], example: [] })
  lanesAway: number[];
}

type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[] : T extends object ? { [Name in keyof T]: Plain<T[Name]> } : T;

export type SystemState = Plain<SystemAnswer>;
export type ProviderState = SystemState['providers'][number];
export type BacklogState = SystemState['backlog'];
