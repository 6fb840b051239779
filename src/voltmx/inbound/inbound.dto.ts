// A message that a client program tells of, in the Volt MX API's own form, and the Volt MX API's record of one (contract section 5).
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { ApiError } from '../../http/api-error.js';
import { unreadable } from '../../http/json-body.js';
import { LONGEST_ADDRESS, LONGEST_CONTENT, LONGEST_ID } from '../../messages/opt-outs/inbound-messages.js';
import { INBOUND_QUEUED } from '../sentences.js';
import { hasControls } from '../../platform/labels.js';
import { isAbsent, isObject, validate } from '../../requests/reading/validate.js';

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Digits may come as a number. */
const IsText = (longest: number, isLabel = false): PropertyDecorator =>
  ValidateBy({
    name: 'isText',
    validator: {
      validate: (value) => isText(value) && String(value).length <= longest && !(isLabel && hasControls(String(value).trim())),
      defaultMessage: () => `should be a text of ${longest} characters at most${isLabel ? ', without control characters' : ''}`,
    },
  });

export class InboundDto {
  @ApiProperty({ type: String, description: 'Who sent it', example: '+919830087249' })
  @IsText(LONGEST_ADDRESS)
  phoneNumber: string | number;

  @ApiProperty({ type: String, example: 'Bill January' })
  @IsText(LONGEST_CONTENT)
  smsText: string | number;

  @ApiProperty({ type: String, description: 'The caller’s own ID of it: repeated, it answers what it did before', example: 'ABC' })
  @IsText(LONGEST_ID, true)
  senderMessageId: string | number;

  @ApiProperty({ type: String, description: 'The number or name that it was sent to', example: '5OCX12769CVB005432X' })
  @IsText(LONGEST_ADDRESS, true)
  smsSentTo: string | number;
}

/** In the order in which the Volt MX API looks. */
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
  @ApiProperty({ description: 'To be asked for as GET /api/v1/twowaysms/{requestId}', example: '7131636866524315584' })
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

  @ApiProperty({ description: 'The number or name that it was sent to', example: '5OCX12769CVB005432X' })
  inbNumber: string;

  @ApiProperty({ description: 'Its first word', example: 'Bill' })
  inbCommand: string;

  @ApiProperty({ example: '+919648092200' })
  phoneNumber: string;

  @ApiProperty({ description: 'In UTC', example: '08/23/2016 04:45:13 PM UTC' })
  inbCreatedDateStr: string;

  @ApiProperty({ description: 'The same: it does not change', example: '08/23/2016 04:45:13 PM UTC' })
  inbUpdatedDateStr: string;

  @ApiProperty({ description: 'The keyword, where it was one', example: 'Received. Keyword STOP.' })
  inbStatusMessage: string;

  @ApiProperty({ example: 'Not attempted.' })
  outbStatusMessage: string;

  @empty('Always empty: nothing is answered by itself')
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
