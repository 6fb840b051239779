// Settings of every provider, and of every provider over HTTP. The settings class of a kind extends one of these.
import { ArrayNotEmpty, IsArray, IsInt, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import { IsAllowedUrl } from './http/allowed-url.js';
import { About } from './settings.js';

export class ProviderSettings {
  @About('messages under way at once, a process')
  @IsInt()
  @Min(1)
  @Max(1_000)
  maxInFlight = 50;

  @About('messages a second over all workers; 0 = no limit')
  @IsNumber()
  @Min(0)
  @Max(10_000)
  ratePerSecond = 0;
}

export abstract class HttpProviderSettings extends ProviderSettings {
  @About('address of the API, for example of another region')
  @IsAllowedUrl()
  baseUrl: string;

  @About('hosts that may be called, comma-separated; `host:port` for an unusual port')
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  hosts: string[];

  @About('PEM of a certificate authority that is trusted beside the usual ones')
  @IsOptional()
  @IsString()
  ca?: string;
}
