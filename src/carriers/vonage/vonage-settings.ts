// What is configured of a Vonage account; https://dashboard.nexmo.com/settings shows every value of it. Text needs a key, a secret and
// a sender; voice an application and its private key as well; callbacks the signature secret, since unsigned ones are refused.
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min, validateSync } from 'class-validator';
import { StartupError } from '../../platform/config.js';
import { HttpCarrierSettings } from '../common-settings.js';
import { Outbound } from '../http/outbound.js';
import { SIGNATURE_METHODS, type SignatureMethod } from './signature.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export class VonageSettings extends HttpCarrierSettings {
  @Matches(/^[A-Za-z0-9]{8}$/, { message: 'apiKey must be the 8 letters and digits of the account’s API key' })
  apiKey: string;

  @IsString()
  @Length(6, 32, { message: 'apiSecret must be the account’s API secret (6 to 32 characters)' })
  apiSecret: string;

  /** The sender of a message that names none: a number of the account, or up to 11 letters and digits where the country allows them. */
  @Matches(/^(?:\+?\d{3,15}|[A-Za-z0-9 ._&-]{1,11})$/, {
    message: 'from must be a number of the account, a short code, or up to 11 letters and digits',
  })
  from: string;

  /** Of the account: signs what Vonage sends to us. Without it no callbacks are asked for, and those that come are refused. */
  @IsOptional()
  @IsString()
  @Length(1, 256)
  signatureSecret?: string;

  /** As chosen beside the secret; only this one is believed. */
  @IsIn(SIGNATURE_METHODS)
  signatureMethod: SignatureMethod = 'sha256';

  /** Sign each text instead of sending the API secret with it. */
  @IsBoolean()
  signRequests = false;

  /** A callback that was signed longer ago is refused. Vonage repeats for 24 hours, maybe with the signature of the first time. */
  @IsInt()
  @Min(60_000)
  callbackAgeMs: number = DAY_MS + HOUR_MS;

  @IsOptional()
  @Matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { message: 'applicationId must be a UUID' })
  applicationId?: string;

  /** Of that application: PEM, RSA of 2,048 bits or more. */
  @IsOptional()
  @IsString()
  privateKey?: string;

  /** Number that calls come from where the sender is none; without it Vonage picks one of the application's. */
  @IsOptional()
  @Matches(/^\+?\d{7,15}$/, { message: 'voiceFrom must be a number of the account' })
  voiceFrom?: string;

  @Matches(/^[a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}$/, { message: 'language must be a language such as en-US' })
  language = 'en-US';

  /** Which of the language's voices. */
  @IsInt()
  @Min(0)
  @Max(99)
  style = 0;

  /** How often a call says its message. */
  @IsInt()
  @Min(1)
  @Max(10)
  loop = 1;

  /** Look in-doubt texts up with the Reports API, which Vonage charges for. */
  @IsBoolean()
  reports = true;

  override baseUrl = 'https://rest.nexmo.com';

  /** A region's host where its calls must stay there. */
  @IsString()
  voiceUrl = 'https://api.nexmo.com';

  @IsString()
  reportsUrl = 'https://api.nexmo.com';

  override hosts = ['rest.nexmo.com', 'api.nexmo.com'];
}

/** @throws StartupError naming the setting that is wrong or missing, never its value */
export function vonageSettings(name: string, given: object): VonageSettings {
  const settings = new VonageSettings();
  for (const [key, value] of Object.entries(given) as [string, unknown][])
    if (value !== undefined) Object.assign(settings, { [key]: value });
  const refuse = (what: string): never => {
    throw new StartupError(`${name}: ${what}. Correct it and start again.`);
  };
  const [fault] = validateSync(settings, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  if (fault !== undefined) refuse(Object.values(fault.constraints ?? {})[0] ?? `${fault.property} is not valid`);
  const { applicationId, privateKey, signRequests, signatureSecret, hosts } = settings;
  if ((applicationId === undefined) !== (privateKey === undefined)) refuse('voice needs both applicationId and privateKey');
  if (signRequests && signatureSecret === undefined) refuse('signRequests needs the signatureSecret');
  for (const key of ['baseUrl', 'voiceUrl', 'reportsUrl'] as const) {
    Outbound.checkUrl(`${name}: ${key}`, settings[key], hosts);
    settings[key] = settings[key].replace(/\/+$/, '');
  }
  return settings;
}
