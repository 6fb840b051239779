// The settings of a Clickatell account: the key, the proof of its callbacks, and the address of the API.
import { IsArray, IsBoolean, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { HttpProviderSettings } from '../common-settings.js';
import { AreAddresses } from '../http/known-addresses.js';
import { About } from '../settings.js';

const HOST = 'platform.clickatell.com';
/** The credentials are the only proof of a callback. */
const PASSWORD = /^[\x21-\x7e]{16,128}$/;

export class ClickatellSettings extends HttpProviderSettings {
  @About('API key of a One API integration')
  @IsString()
  @Matches(/^[\x21-\x7e]+$/, { message: 'apiKey should be the API key of a One API integration' })
  apiKey: string;

  @About('two-way number for texts without a sender')
  @IsOptional()
  @Matches(/^\+?\d{3,15}$/, { message: 'from should be a two-way number, digits only' })
  from?: string;

  @About('user name of the callbacks (HTTP Basic); without it no callback is believed')
  @ValidateIf(({ callbackUser, callbackPassword }: ClickatellSettings) => callbackUser !== undefined || callbackPassword !== undefined)
  @IsString()
  @Matches(/^[\x21-\x39\x3b-\x7e]+$/, { message: 'callbackUser should be a name without a colon' })
  callbackUser?: string;

  @About('password of the callbacks, 16 to 128 characters')
  @ValidateIf(({ callbackUser, callbackPassword }: ClickatellSettings) => callbackUser !== undefined || callbackPassword !== undefined)
  @IsString()
  @Matches(PASSWORD, { message: 'callbackPassword should have 16 to 128 visible characters' })
  callbackPassword?: string;

  @About('addresses and CIDR ranges, comma-separated, whose unsigned messages are accepted at the Volt MX API’s inbound address')
  @IsOptional()
  @IsArray()
  @AreAddresses()
  inboundAddresses?: string[];

  @About('send the expiry with each text')
  @IsOptional()
  @IsBoolean()
  passValidity = false;

  override baseUrl = `https://${HOST}`;

  override hosts = [HOST];
}
