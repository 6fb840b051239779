// What an operator configures of Clickatell: the account's key, how its callbacks prove themselves, and where it is.
import { IsBoolean, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { HttpCarrierSettings } from '../common-settings.js';

const HOST = 'platform.clickatell.com';
/** Its callbacks are guarded by this alone. */
const PASSWORD = /^[\x21-\x7e]{16,128}$/;

export class ClickatellSettings extends HttpCarrierSettings {
  /** Of a One API integration; a secret. */
  @IsString()
  @Matches(/^[\x21-\x7e]+$/, { message: 'apiKey should be the API key of a One API integration' })
  apiKey: string;

  /** A two-way number of the account, used where a request names no sender. */
  @IsOptional()
  @Matches(/^\+?\d{3,15}$/, { message: 'from should be a two-way number, digits only' })
  from?: string;

  /** What Clickatell sends with every callback (HTTP Basic), as entered there. Without it no callback is believed. */
  @ValidateIf(({ callbackUser, callbackPassword }: ClickatellSettings) => callbackUser !== undefined || callbackPassword !== undefined)
  @IsString()
  @Matches(/^[\x21-\x39\x3b-\x7e]+$/, { message: 'callbackUser should be a name without a colon' })
  callbackUser?: string;

  /** A secret. */
  @ValidateIf(({ callbackUser, callbackPassword }: ClickatellSettings) => callbackUser !== undefined || callbackPassword !== undefined)
  @IsString()
  @Matches(PASSWORD, { message: 'callbackPassword should have 16 to 128 visible characters' })
  callbackPassword?: string;

  /** Whether a message's expiry is passed on (validityPeriod, in minutes). */
  @IsOptional()
  @IsBoolean()
  passValidity = false;

  override baseUrl = `https://${HOST}`;

  override hosts = [HOST];
}
