// What is configured of every carrier, and of every one that is called by HTTP. A kind's own class extends one of these.
import { ArrayNotEmpty, IsArray, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';

export class CarrierSettings {
  /** Messages under way at once, a process. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  maxInFlight = 50;

  /** Messages a second over all workers; 0 = no limit. */
  @IsNumber()
  @Min(0)
  @Max(10_000)
  ratePerSecond = 0;
}

export abstract class HttpCarrierSettings extends CarrierSettings {
  /** The vendor's, another region's, or a test's. */
  @IsString()
  @IsNotEmpty()
  baseUrl: string;

  /** That may be called at all. */
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  hosts: string[];

  /** PEM of the authority behind a proxy's or a test's certificate, beside the usual ones. */
  @IsOptional()
  @IsString()
  ca?: string;
}
