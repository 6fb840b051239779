// The body of a report of an inbound message, in the form of the Volt MX API, and the record of an inbound message (contract section 5).
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { ApiError } from '../../http/api-error.js';
import { unreadable } from '../../http/json-body.js';
import { LONGEST_ADDRESS, LONGEST_CONTENT, LONGEST_ID } from '../../messages/opt-outs/inbound-messages.js';
import { INBOUND_QUEUED } from '../sentences.js';
import { hasControls } from '../../platform/labels.js';
import { isAbsent, isObject, validate } from '../../requests/reading/validate.js';

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** A text of digits may also be a JSON number. */
const IsText = (longest: number, isLabel = false): PropertyDecorator =>
  ValidateBy({
    name: 'isText',
    validator: {
      validate: (value) => isText(value) && String(value).length <= longest && !(isLabel && hasControls(String(value).trim())),
      defaultMessage: () => `should be a text of ${longest} characters at most${isLabel ? ', without control characters' : ''}`,
    },
  });

export class InboundDto {
  @ApiProperty({ type: String, description: 'The number of the sender', example: '+919830087249' })
  @IsText(LONGEST_ADDRESS)
  phoneNumber: string | number;

  @ApiProperty({ type: String, description: 'The text of the message', example: 'Bill January' })
  @IsText(LONGEST_CONTENT)
  smsText: string | number;

  @ApiProperty({
    type: String,
    description: 'The caller’s ID of the message. A repeated ID gets the answer of the first call',
    example: 'ABC',
  })
  @IsText(LONGEST_ID, true)
  senderMessageId: string | number;

  @ApiProperty({ type: String, description: 'The number or name to which the message was sent', example: '5OCX12769CVB005432X' })
  @IsText(LONGEST_ADDRESS, true)
  smsSentTo: string | number;
}

/** In the order in which the Volt MX API checks the fields. */
const EMPTY = [
  ['phoneNumber', 'Empty phone number'],
  ['smsText', 'Empty sms text'],
  ['senderMessageId', 'Empty sender message id'],
  ['smsSentTo', 'Empty inbound number'],
] as const;

export const EMPTY_FIELDS = EMPTY.map(([, message]) => message);

/** @throws ApiError 400 */
export function readInbound(body: unknown): Record<(typeof EMPTY)[number][0], string> {
  if (!isObject(body)) throw unreadable();
  for (const [field, message] of EMPTY) {
    const value = body[field];
    if (isAbsent(value) || (typeof value === 'string' && value.trim() === '')) throw new ApiError(400, message);
  }
  const { phoneNumber, smsText, senderMessageId, smsSentTo } = validate(InboundDto, body);
  return {
    ...{ phoneNumber: String(phoneNumber), smsText: String(smsText) },
    ...{ senderMessageId: String(senderMessageId), smsSentTo: String(smsSentTo) },
  };
}

export class InboundAnswer {
  @ApiProperty({ description: 'The ID of the record, for GET /api/v1/twowaysms/{requestId}', example: '7131636866524315584' })
  id: string;

  @ApiProperty({ example: INBOUND_QUEUED })
  message: string;
}

const empty = (description: string): PropertyDecorator => ApiProperty({ description, example: '' });

export class InboundStatusAnswer {
  @empty('Always empty: there is no audience store')
  audienceId: string;

  @empty('Always empty')
  audienceMemberName: string;

  @ApiProperty({ example: '7131636866524315584' })
  inbRequestId: string;

  @ApiProperty({ description: 'The number or name to which the message was sent', example: '5OCX12769CVB005432X' })
  inbNumber: string;

  @ApiProperty({ description: 'The first word of the message', example: 'Bill' })
  inbCommand: string;

  @ApiProperty({ example: '+919648092200' })
  phoneNumber: string;

  @ApiProperty({ description: 'The time of receipt, in UTC', example: '08/23/2016 04:45:13 PM UTC' })
  inbCreatedDateStr: string;

  @ApiProperty({ description: 'The time of receipt: a record does not change', example: '08/23/2016 04:45:13 PM UTC' })
  inbUpdatedDateStr: string;

  @ApiProperty({ description: 'The status, with the keyword if the message was one', example: 'Received. Keyword STOP.' })
  inbStatusMessage: string;

  @ApiProperty({ example: 'Not attempted.' })
  outbStatusMessage: string;

  @empty('Always empty: this server sends no automatic answers')
  outbSmsContent: string;

  @empty('Always empty')
  outbSmsId: string;

  @empty('Always empty')
  outbUpdatedDateStr: string;

  @empty('Always empty')
  outbCreatedDateStr: string;

  @ApiProperty({ example: 'Received' })
  inbStatus: string;

  @ApiProperty({ example: 'Not Attempted' })
  outbStatus: string;
}
