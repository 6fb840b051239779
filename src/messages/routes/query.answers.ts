// What the read routes of SMS requests answer, for the OpenAPI document.
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

  @ApiProperty({ description: 'What each of its texts costs; null for voice', type: 'integer', nullable: true, example: 1 })
  segments: number | null;

  @ApiProperty({ description: 'In which it is counted; null for voice', enum: ENCODINGS, nullable: true, example: 'GSM-7' })
  encoding: string | null;

  @nullable('The number or name it comes from; null = the provider’s own')
  sender: string | null;

  @ApiProperty({ example: true })
  priority: boolean;

  @ApiProperty({ example: false })
  sendVoiceSmsOnFailure: boolean;

  @ApiProperty({ enum: STATES })
  state: string;

  @ApiProperty({ description: 'What is open of it is held back until it is told to go on', example: false })
  paused: boolean;

  @ApiProperty({ type: 'integer', example: 4 })
  recipientCount: number;

  @ApiProperty({ format: 'date-time', example: '2030-01-01T08:00:00.000Z' })
  submittedAt: string;

  @ApiProperty({ description: 'The caller’s subject', example: 'developer' })
  submittedBy: string;

  @ApiProperty({ format: 'date-time', example: MOMENT })
  startsAt: string;

  @nullableMoment('Null = never')
  expiresAt: string | null;

  @nullableMoment('When it was cancelled')
  cancelledAt: string | null;

  @nullable('The subject of who cancelled it')
  cancelledBy: string | null;

  @ApiProperty({
    description: 'Entries by status; `recalled` (Undelivered, taken back by their provider) is counted apart; the sum is recipientCount',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: COUNTS_EXAMPLE,
  })
  counts: Record<string, number>;

  @ApiProperty({ description: 'Why what could leave of it doesn’t; empty where nothing holds it up', type: [WaitAnswer], example: [] })
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

  @nullable('Who was tried last', 'SIMULATOR')
  provider: string | null;

  @nullable('The provider’s own ID of the message', `SIM-${SMS_ID}.1`)
  providerMessageId: string | null;

  @ApiProperty({ format: 'date-time', description: 'When it last moved', example: MOMENT })
  updatedAt: string;
}

export class EntriesAnswer extends PageAnswer {
  @ApiProperty({ type: [EntryAnswer] })
  items: EntryAnswer[];
}

export class FoundEntryAnswer extends EntryAnswer {
  @ApiProperty({ description: 'Who submitted: the caller’s subject', example: 'developer' })
  user: string;

  @ApiProperty({ example: 'sample sms message' })
  content: string;

  @ApiProperty({ format: 'date-time', example: '2030-01-01T08:00:00.000Z' })
  submittedAt: string;
}

export class EntriesFoundAnswer extends PageAnswer {
  @ApiProperty({ type: [FoundEntryAnswer] })
  items: FoundEntryAnswer[];

  @nullableMoment('How far back this page has looked; null = to the end', '2030-01-01T08:00:00.000Z')
  searchedTo: string | null;
}
