// The answers of the read routes of SMS requests, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';
import { STATUSES } from '../../queue/states.js';
import { COUNTS_EXAMPLE, nullable, nullableMoment, PageAnswer, WaitAnswer } from '../../requests/query/query.answers.js';
import { STATES } from '../../requests/query/request-facts.js';
import { ENCODINGS } from '../segments.js';

const ID = '4713025406550859686';
const SMS_ID = '4713025406550859687';
const MOMENT = '2030-01-01T09:00:00.000Z';
export class RequestAnswer {
  @ApiProperty({ example: ID })
  id: string;

  @ApiProperty({ enum: ['text', 'voice'] })
  channel: string;

  @ApiProperty({ example: 'sample sms message' })
  content: string;

  @ApiProperty({
    description: 'Number of segments of each text. Null for voice, or if the texts differ',
    type: 'integer',
    nullable: true,
    example: 1,
  })
  segments: number | null;

  @ApiProperty({
    description: 'Encoding of the text, by which segments are counted. Null for voice, or if the texts differ',
    enum: ENCODINGS,
    nullable: true,
    example: 'GSM-7',
  })
  encoding: string | null;

  @nullable('The sender: a number or a name. Null = the default sender of the provider')
  sender: string | null;

  @ApiProperty({ example: true })
  priority: boolean;

  @ApiProperty({ example: false })
  sendVoiceSmsOnFailure: boolean;

  @ApiProperty({ enum: STATES })
  state: string;

  @ApiProperty({ description: 'True: no entry is handed over until the request is resumed', example: false })
  paused: boolean;

  @ApiProperty({ type: 'integer', example: 4 })
  recipientCount: number;

  @ApiProperty({ format: 'date-time', example: '2030-01-01T08:00:00.000Z' })
  submittedAt: string;

  @ApiProperty({ description: 'The subject of the caller that submitted the request', example: 'developer' })
  submittedBy: string;

  @ApiProperty({ format: 'date-time', example: MOMENT })
  startsAt: string;

  @nullableMoment('Null = no expiry')
  expiresAt: string | null;

  @nullableMoment('The time of the cancel. Null = not cancelled')
  cancelledAt: string | null;

  @nullable('The subject of the caller that cancelled the request')
  cancelledBy: string | null;

  @ApiProperty({
    description:
      'Number of entries by status. `recalled` counts the undelivered entries that the provider recalled; `Undelivered` excludes them. The sum is recipientCount',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: COUNTS_EXAMPLE,
  })
  counts: Record<string, number>;

  @ApiProperty({
    description: 'The reasons why due entries are not handed over now. Empty if there is none',
    type: [WaitAnswer],
    example: [],
  })
  waitingFor: WaitAnswer[];
}

export class RequestsAnswer extends PageAnswer {
  @ApiProperty({ type: [RequestAnswer] })
  items: RequestAnswer[];
}

export class EntryAnswer {
  @ApiProperty({ example: SMS_ID })
  smsId: string;

  @ApiProperty({ example: ID })
  requestId: string;

  @ApiProperty({ example: '+919866694753' })
  mobile: string;

  @ApiProperty({ enum: ['text', 'voice'] })
  channel: string;

  @ApiProperty({ enum: STATUSES })
  status: string;

  @ApiProperty({ example: 'SMS request sent to SIMULATOR Gateway' })
  statusMessage: string;

  @ApiProperty({ type: 'integer', example: 1 })
  attempts: number;

  @nullable('The provider of the last attempt', 'SIMULATOR')
  provider: string | null;

  @nullable('The provider’s own ID of the message', `SIM-${SMS_ID}.1`)
  providerMessageId: string | null;

  @ApiProperty({ format: 'date-time', description: 'The time of the last change of status', example: MOMENT })
  updatedAt: string;
}

export class EntriesAnswer extends PageAnswer {
  @ApiProperty({ type: [EntryAnswer] })
  items: EntryAnswer[];
}

export class FoundEntryAnswer extends EntryAnswer {
  @ApiProperty({ description: 'The subject of the caller that submitted the request', example: 'developer' })
  user: string;

  @ApiProperty({ example: 'sample sms message' })
  content: string;

  @ApiProperty({ format: 'date-time', example: '2030-01-01T08:00:00.000Z' })
  submittedAt: string;
}

export class EntriesFoundAnswer extends PageAnswer {
  @ApiProperty({ type: [FoundEntryAnswer] })
  items: FoundEntryAnswer[];

  @nullableMoment('The search has covered all requests submitted after this time. Null = all requests', '2030-01-01T08:00:00.000Z')
  searchedTo: string | null;
}
