// The body of a submit (contract section 1): the rules of class-validator for each message, and the texts of Swagger UI.
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Allow, IsDefined, IsOptional, IsString, ValidateBy } from 'class-validator';
import { IsFlag } from '../../requests/reading/flag.js';
import { IsTimestamp, TEXT_OR_NUMBER, TIMESTAMP } from '../../requests/reading/timestamp.js';

const test = (name: string, message: string, validate: (value: string) => boolean): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: (value) => typeof value !== 'string' || validate(value), defaultMessage: () => message } });

/** PostgreSQL cannot store NUL. Half a surrogate pair is not a character. */
const IsStorable = (): PropertyDecorator =>
  test('isStorable', 'should hold no NUL and no half characters', (value) => !value.includes('\0') && value.isWellFormed());

export const IsSender = (): PropertyDecorator =>
  test('isSender', 'should be a number, or a name of 1 to 11 letters, digits and spaces', (value) =>
    /^(?:\+?\d{3,15}|(?=.*[A-Za-z])[\w .&-]{1,11}|MG[\da-fA-F]{32})$/.test(value),
  );

const IsChannel = (): PropertyDecorator =>
  ValidateBy({
    name: 'isChannel',
    validator: {
      validate: (value) => typeof value === 'string' && /^(?:voicesms|text|sms)$/i.test(value),
      defaultMessage: () => 'should be voicesms, TEXT or SMS',
    },
  });

const oneOrMore = (model: new () => object) => ({
  oneOf: [{ $ref: getSchemaPath(model) }, { type: 'array', items: { $ref: getSchemaPath(model) } }],
});

class RecipientDto {
  @ApiProperty({
    description:
      'The number in E.164 with `+`. `00` instead of `+`, spaces, dashes and brackets are accepted. Digits without `+` are read first as a national number of DEFAULT_COUNTRY',
    example: '+919866694753',
  })
  mobile: string;

  @ApiPropertyOptional({
    description:
      'The values of the merge tags in the content, by name: for `##First Name##` or `##First Name|there##`. Names are case-insensitive',
    type: 'object',
    additionalProperties: TEXT_OR_NUMBER,
    example: { 'First Name': 'Ana' },
  })
  values?: Record<string, string | number>;
}

class RecipientsDto {
  @ApiProperty({ ...oneOrMore(RecipientDto), description: 'The recipients: an array, or one object' })
  recipient: RecipientDto[] | RecipientDto;
}

export class MessageDto {
  @ApiPropertyOptional({ ...TEXT_OR_NUMBER, description: `The start: ${TIMESTAMP}. Absent, 0 or past = now`, example: '0' })
  @IsOptional()
  @IsTimestamp()
  startTimestamp?: string | number;

  @ApiPropertyOptional({ ...TEXT_OR_NUMBER, description: `The expiry: ${TIMESTAMP}. Absent or 0 = no expiry`, example: '0' })
  @IsOptional()
  @IsTimestamp()
  expiryTimestamp?: string | number;

  @ApiPropertyOptional({
    description: '`true`: a priority request, which is sent before requests without priority. A boolean or a string',
    oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false'] }],
    example: 'true',
  })
  @IsOptional()
  @IsFlag()
  priorityService?: boolean | string;

  @ApiProperty({ type: RecipientsDto })
  @Allow()
  recipients?: unknown;

  @ApiProperty({
    description:
      'The text. It is spoken if the channel is voice. A merge tag `##Name##` stands for the value of the recipient; `##Name|text##` has a default for recipients without the value',
    example: 'sample sms message',
  })
  @IsDefined({ message: 'is required' })
  @IsString({ message: 'should be a text' })
  @IsStorable()
  content: string;

  @ApiPropertyOptional({ description: '`voicesms` = voice. Absent, `TEXT` or `SMS` = text', example: 'TEXT' })
  @IsOptional()
  @IsChannel()
  channel?: string;

  @ApiPropertyOptional({
    description: 'The sender: a number or a name that the tenant may use. With Twilio also a messaging service, `MG…`',
  })
  @IsOptional()
  @IsString({ message: 'should be a text' })
  @IsSender()
  sender?: string;

  @ApiPropertyOptional({
    description: 'Only for texts. `true`: a recipient whose text finally failed gets a voice call',
    type: Boolean,
    example: true,
  })
  @IsOptional()
  @IsFlag()
  sendVoiceSmsOnFailure?: boolean | string;

  @Allow()
  segment?: unknown;

  @Allow()
  segments?: unknown;

  /** A field of the Volt MX API. It is accepted and ignored. */
  @Allow()
  invocationTracking?: unknown;
}

class MessagesDto {
  @ApiProperty({
    ...oneOrMore(MessageDto),
    description: 'One message, or an array of messages. Each message becomes a request. All are stored, or none',
  })
  message: MessageDto | MessageDto[];
}

class SmsServiceRequestDto {
  @ApiProperty({ ...oneOrMore(MessagesDto), description: 'An object, or an array of one object' })
  messages: MessagesDto | MessagesDto[];
}

@ApiExtraModels(RecipientDto, MessageDto, MessagesDto)
export class SubmitDto {
  @ApiProperty({ type: SmsServiceRequestDto })
  smsServiceRequest: SmsServiceRequestDto;
}

/** The query of a submit. */
export class SubmitQueryDto {
  @IsOptional()
  @IsFlag()
  checkUserExistence?: string;

  @IsOptional()
  @IsFlag()
  dryRun?: string;
}
