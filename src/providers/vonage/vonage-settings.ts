// The settings of a Vonage account; https://dashboard.nexmo.com/settings shows every value. Texts need a key, a secret and a sender; calls
// an application and its private key; callbacks the signature secret, if the account signs them.
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min, ValidateIf } from 'class-validator';
import { HttpProviderSettings } from '../common-settings.js';
import { IsAllowedUrl } from '../http/allowed-url.js';
import { AreAddresses } from '../http/known-addresses.js';
import { SIGNATURE_METHODS, type SignatureMethod } from './signature.js';
import { About, fromObject, validated } from '../settings.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** All three are required; a provider of calls alone has none of them. */
const hasText = (settings: VonageSettings): boolean =>
  [settings.apiKey, settings.apiSecret, settings.from].some((each) => each !== '') || !hasVoice(settings);
/** Both or neither. */
const hasVoice = ({ applicationId, privateKey }: VonageSettings): boolean => (applicationId ?? privateKey) !== undefined;

export class VonageSettings extends HttpProviderSettings {
  @About('API key of the account')
  @ValidateIf(hasText)
  @Matches(/^[A-Za-z0-9]{8}$/, { message: 'apiKey must be the 8 letters and digits of the account’s API key' })
  apiKey = '';

  @About('API secret of the account')
  @ValidateIf(hasText)
  @IsString()
  @Length(6, 32, { message: 'apiSecret must be the account’s API secret (6 to 32 characters)' })
  apiSecret = '';

  @About('sender of messages without a sender: a number, short code, or up to 11 characters')
  @ValidateIf(hasText)
  @Matches(/^(?:\+?\d{3,15}|[A-Za-z0-9 ._&-]{1,11})$/, {
    message: 'from must be a number of the account, a short code, or up to 11 letters and digits',
  })
  from = '';

  @About('secret that verifies signed callbacks')
  @ValidateIf(({ signatureSecret, signRequests }: VonageSettings) => signatureSecret !== undefined || signRequests)
  @IsString()
  @Length(1, 256)
  signatureSecret?: string;

  @About('method of signatures, as chosen in the account: md5hash, md5, sha1, sha256 or sha512')
  @IsIn(SIGNATURE_METHODS)
  signatureMethod: SignatureMethod = 'sha256';

  @About('refuse callbacks without a signature of Vonage, even if their address proves them')
  @IsBoolean()
  requireSignature = false;

  @About('key in the address for unsigned inbound messages, as ?key=…: 16 to 64 letters, digits, - and _')
  @IsOptional()
  @Matches(/^[\w-]{16,64}$/, { message: 'inboundKey must be 16 to 64 letters, digits, - and _' })
  inboundKey?: string;

  @About('sign each text instead of sending the API secret with it')
  @IsBoolean()
  signRequests = false;

  @About('greatest age of a callback’s signature, milliseconds')
  @IsInt()
  @Min(60_000)
  callbackAgeMs: number = DAY_MS + HOUR_MS;

  @About('addresses and CIDR ranges, comma-separated, whose unsigned messages are accepted at the Volt MX API’s inbound address')
  @IsOptional()
  @IsArray()
  @AreAddresses()
  inboundAddresses?: string[];

  @About('ID of the application for calls')
  @ValidateIf(hasVoice)
  @Matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { message: 'applicationId must be a UUID' })
  applicationId?: string;

  @About('private RSA key of the application, PEM')
  @ValidateIf(hasVoice)
  @IsString()
  privateKey?: string;

  @About('caller of calls without a numeric sender; empty = a number that Vonage chooses')
  @IsOptional()
  @Matches(/^\+?\d{7,15}$/, { message: 'voiceFrom must be a number of the account' })
  voiceFrom?: string;

  @About('language of calls')
  @Matches(/^[a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}$/, { message: 'language must be a language such as en-US' })
  language = 'en-US';

  @About('number of the voice in that language')
  @IsInt()
  @Min(0)
  @Max(99)
  style = 0;

  @About('number of times that a call reads its message')
  @IsInt()
  @Min(1)
  @Max(10)
  loop = 1;

  @About('look up texts in doubt with the Reports API, which Vonage charges for')
  @IsBoolean()
  reports = true;

  override baseUrl = 'https://rest.nexmo.com';

  @About('address of the Voice API')
  @IsAllowedUrl()
  voiceUrl = 'https://api.nexmo.com';

  @About('address of the Reports API')
  @IsAllowedUrl()
  reportsUrl = 'https://api.nexmo.com';

  override hosts = ['rest.nexmo.com', 'api.nexmo.com'];
}

/** @throws StartupError that names the wrong or missing setting, never its value */
export function vonageSettings(name: string, given: object): VonageSettings {
  const label = (property: string): string => `${name}: ${property}`;
  const settings = validated(VonageSettings, fromObject(VonageSettings, given, label), label);
  for (const key of ['baseUrl', 'voiceUrl', 'reportsUrl'] as const) settings[key] = settings[key].replace(/\/+$/, '');
  return settings;
}
