// What the read routes answer, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';
import { STATUSES } from '../../queue/states.js';
import { WAIT_KINDS } from '../../queue/control/waits.js';
import { ENCODINGS } from '../segments.js';
import { STATES } from './query.dto.js';

const ID = '4713025406550859686';
const SMS_ID = '4713025406550859687';
const MOMENT = '2030-01-01T09:00:00.000Z';
const COUNTS = { ...Object.fromEntries(STATUSES.map((status) => [status, status === 'Initial' ? 4 : 0])), recalled: 0 };
const nullable = (description: string, example: string | null = null): PropertyDecorator =>
  ApiProperty({ description, type: String, nullable: true, example });
const nullableMoment = (description: string, example: string | null = null): PropertyDecorator =>
  ApiProperty({ description, type: String, format: 'date-time', nullable: true, example });

export class WaitAnswer {
  @nullable('The provider that is waited for; null: whatever the provider', 'TWILIO')
  provider: string | null;

  @ApiProperty({
    enum: WAIT_KINDS,
    description:
      '`held` by an operator; `configuration`: credentials, funds or settings, until somebody mends them; `outage`: it can’t be reached or ' +
      'gives no answer; `throttled`: it said “too fast”, and gets less',
    example: 'configuration',
  })
  kind: (typeof WAIT_KINDS)[number];

  @ApiProperty({ example: 'the credentials are not accepted (20003)' })
  reason: string;

  @nullableMoment('Since when; null = not known', '2030-01-01T08:59:00.000Z')
  since: string | null;
}

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
    example: COUNTS,
  })
  counts: Record<string, number>;

  @ApiProperty({ description: 'Why what could leave of it doesn’t; empty where nothing holds it up', type: [WaitAnswer], example: [] })
  waitingFor: WaitAnswer[];
}

export class WaitingAnswer {
  @ApiProperty({ type: [WaitAnswer] })
  items: WaitAnswer[];
}

class PageAnswer {
  @nullable('The cursor of the next page; null on the last')
  next: string | null;
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

export const COUNTS_EVENT_EXAMPLE = JSON.stringify({
  at: MOMENT,
  from: '2029-12-31T09:00:00.000Z',
  to: MOMENT,
  total: 4,
  counts: COUNTS,
});
