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

  @About('sender of a message that names none: a number, short code, or up to 11 characters')
  @ValidateIf(hasText)
  @Matches(/^(?:\+?\d{3,15}|[A-Za-z0-9 ._&-]{1,11})$/, {
    message: 'from must be a number of the account, a short code, or up to 11 letters and digits',
  })
  from = '';

  @About('verifies callbacks that are signed')
  @ValidateIf(({ signatureSecret, signRequests }: VonageSettings) => signatureSecret !== undefined || signRequests)
  @IsString()
  @Length(1, 256)
  signatureSecret?: string;

  @About('md5hash, md5, sha1, sha256 or sha512, as chosen in the account')
  @IsIn(SIGNATURE_METHODS)
  signatureMethod: SignatureMethod = 'sha256';

  @About('believe no callback that Vonage has not signed, also where its address proves it')
  @IsBoolean()
  requireSignature = false;

  @About('in the address of unsigned inbound messages, as ?key=…: 16 to 64 letters, digits, - and _')
  @IsOptional()
  @Matches(/^[\w-]{16,64}$/, { message: 'inboundKey must be 16 to 64 letters, digits, - and _' })
  inboundKey?: string;

  @About('sign each text instead of sending the API secret with it')
  @IsBoolean()
  signRequests = false;

  @About('how old a callback’s signature may be, milliseconds')
  @IsInt()
  @Min(60_000)
  callbackAgeMs: number = DAY_MS + HOUR_MS;

  @About('addresses and CIDR ranges, comma-separated, from which unsigned messages are taken at the Volt MX API’s inbound address')
  @IsOptional()
  @IsArray()
  @AreAddresses()
  inboundAddresses?: string[];

  @About('application that calls are made as')
  @ValidateIf(hasVoice)
  @Matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { message: 'applicationId must be a UUID' })
  applicationId?: string;

  @About('RSA key of the application, PEM')
  @ValidateIf(hasVoice)
  @IsString()
  privateKey?: string;

  @About('number of calls whose sender is none; empty = one that Vonage picks')
  @IsOptional()
  @Matches(/^\+?\d{7,15}$/, { message: 'voiceFrom must be a number of the account' })
  voiceFrom?: string;

  @About('of calls')
  @Matches(/^[a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}$/, { message: 'language must be a language such as en-US' })
  language = 'en-US';

  @About('which of the language’s voices')
  @IsInt()
  @Min(0)
  @Max(99)
  style = 0;

  @About('how often a call says its message')
  @IsInt()
  @Min(1)
  @Max(10)
  loop = 1;

  @About('look in-doubt texts up with the Reports API, which Vonage charges for')
  @IsBoolean()
  reports = true;

  override baseUrl = 'https://rest.nexmo.com';

  @About('where the Voice API is')
  @IsAllowedUrl()
  voiceUrl = 'https://api.nexmo.com';

  @About('where the Reports API is')
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
