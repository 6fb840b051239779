// The settings of a Twilio account. docs/guides/providers/twilio.md says where to find each of them.
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min, ValidateIf } from 'class-validator';
import { HttpProviderSettings } from '../common-settings.js';
import { About } from '../settings.js';

const HEX = '[0-9a-fA-F]{32}';
const SERVICE = new RegExp(`^MG${HEX}$`);
export const isService = (sender: string): boolean => SERVICE.test(sender);

export class TwilioSettings extends HttpProviderSettings {
  @About('account SID (AC…)')
  @Matches(new RegExp(`^AC${HEX}$`), { message: 'must be an account SID: AC and 32 hexadecimal digits' })
  accountSid: string;

  @About('auth token; it also verifies callbacks, and without it no callback is believed')
  @ValidateIf(({ authToken, apiKeySid }: TwilioSettings) => authToken !== undefined || apiKeySid === undefined)
  @IsString()
  @IsNotEmpty({ message: 'is needed, or apiKeySid and apiKeySecret' })
  authToken?: string;

  @About('API key (SK…) to sign in with instead of the auth token')
  @ValidateIf(({ apiKeySid, apiKeySecret }: TwilioSettings) => apiKeySid !== undefined || apiKeySecret !== undefined)
  @Matches(new RegExp(`^SK${HEX}$`), { message: 'must be an API key SID: SK and 32 hexadecimal digits' })
  apiKeySid?: string;

  @About('secret of the API key')
  @ValidateIf(({ apiKeySid }: TwilioSettings) => apiKeySid !== undefined)
  @IsString()
  @IsNotEmpty({ message: 'is needed with apiKeySid' })
  apiKeySecret?: string;

  @About('sender of texts without a sender: a number, short code, up to 11 letters and digits, or a messaging service (MG…)')
  @ValidateIf(
    ({ from, messagingServiceSid, voiceFrom }: TwilioSettings) => from !== undefined || (messagingServiceSid ?? voiceFrom) === undefined,
  )
  @Matches(/^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|MG[0-9a-fA-F]{32})$/, {
    message: 'must be a number with + and its country, a short code or up to 11 letters and digits; or set messagingServiceSid',
  })
  from?: string;

  @About('messaging service (MG…) for all texts; it chooses the sender of texts without a sender')
  @IsOptional()
  @Matches(SERVICE, { message: 'must be a messaging service SID: MG and 32 hexadecimal digits' })
  messagingServiceSid?: string;

  @About('caller of calls without a numeric sender; empty = TWILIO_FROM if it is a number')
  @IsOptional()
  @Matches(/^\+[1-9]\d{6,14}$/, { message: 'must be a number with + and its country' })
  voiceFrom?: string;

  @About('language of calls')
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, { message: 'must be a language such as en-US' })
  language = 'en-US';

  @About('voice of calls, such as Polly.Joanna; empty = Twilio’s default')
  @IsOptional()
  @Matches(/^[A-Za-z0-9._-]{1,64}$/, { message: 'must be the name of a voice, such as Polly.Joanna' })
  voice?: string;

  @About('number of times that a call reads its message')
  @IsInt()
  @Min(1)
  @Max(10)
  repeats = 1;

  override baseUrl = 'https://api.twilio.com';

  override hosts = ['api.twilio.com'];
}
