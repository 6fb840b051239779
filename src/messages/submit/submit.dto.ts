// The body of a submit (contract section 1): what class-validator tests of each message, and what Swagger UI shows.
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Allow, IsDefined, IsOptional, IsString, ValidateBy } from 'class-validator';
import { IsFlag } from '../../requests/reading/flag.js';
import { IsTimestamp, TEXT_OR_NUMBER, TIMESTAMP } from '../../requests/reading/timestamp.js';

const test = (name: string, message: string, validate: (value: string) => boolean): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: (value) => typeof value !== 'string' || validate(value), defaultMessage: () => message } });

/** PostgreSQL stores no NUL, and half a surrogate pair is no character. */
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
    description: 'E.164 with `+`; `00`, spaces, dashes and brackets are taken too, bare digits first as a number of DEFAULT_COUNTRY',
    example: '+919866694753',
  })
  mobile: string;

  @ApiPropertyOptional({
    description:
      'Texts by name, for merge tags in the content such as `##First Name##` or `##First Name|there##`. Names are compared without regard to case',
    type: 'object',
    additionalProperties: TEXT_OR_NUMBER,
    example: { 'First Name': 'Ana' },
  })
  values?: Record<string, string | number>;
}

class RecipientsDto {
  @ApiProperty({ ...oneOrMore(RecipientDto), description: 'An array, or one object' })
  recipient: RecipientDto[] | RecipientDto;
}

export class MessageDto {
  @ApiPropertyOptional({ ...TEXT_OR_NUMBER, description: `${TIMESTAMP}; absent, 0 or past = now`, example: '0' })
  @IsOptional()
  @IsTimestamp()
  startTimestamp?: string | number;

  @ApiPropertyOptional({ ...TEXT_OR_NUMBER, description: `${TIMESTAMP}; absent or 0 = never`, example: '0' })
  @IsOptional()
  @IsTimestamp()
  expiryTimestamp?: string | number;

  @ApiPropertyOptional({
    description: '`true`: before all that is not. A boolean or a string',
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
      'The text; spoken, for voice. Merge tags `##Name##` stand for the values of each recipient, `##Name|text##` has a text for whoever has none',
    example: 'sample sms message',
  })
  @IsDefined({ message: 'is required' })
  @IsString({ message: 'should be a text' })
  @IsStorable()
  content: string;

  @ApiPropertyOptional({ description: '`voicesms` = voice; absent, `TEXT` or `SMS` = text', example: 'TEXT' })
  @IsOptional()
  @IsChannel()
  channel?: string;

  @ApiPropertyOptional({
    description: 'The number or name it comes from, where the tenant may use it; with Twilio also a messaging service, `MG…`',
  })
  @IsOptional()
  @IsString({ message: 'should be a text' })
  @IsSender()
  sender?: string;

  @ApiPropertyOptional({ description: 'Texts only: whoever’s text finally failed is called instead', type: Boolean, example: true })
  @IsOptional()
  @IsFlag()
  sendVoiceSmsOnFailure?: boolean | string;

  @Allow()
  segment?: unknown;

  @Allow()
  segments?: unknown;

  /** The Volt MX API's; accepted and ignored. */
  @Allow()
  invocationTracking?: unknown;
}

class MessagesDto {
  @ApiProperty({ ...oneOrMore(MessageDto), description: 'An object, or an array of them: one request each, all or nothing' })
  message: MessageDto | MessageDto[];
}

class SmsServiceRequestDto {
  @ApiProperty({ ...oneOrMore(MessagesDto), description: 'An object, or an array of one' })
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
