// Settings of one simulated provider in a file. They replace the SIMULATOR_… settings, which apply to all of them.
import { IsInt, IsOptional, IsString, Min } from 'class-validator';

export class SimulatorSettings {
  /** Messages a second over all workers; 0 = no limit. */
  @IsOptional()
  @IsInt()
  @Min(0)
  rate?: number;

  /** Messages a second (of a worker) above which it answers “too fast”; 0 = no limit. */
  @IsOptional()
  @IsInt()
  @Min(0)
  limit?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  latencyMs?: number;

  /** The pause between the answer and the receipt. */
  @IsOptional()
  @IsInt()
  @Min(0)
  receiptMs?: number;

  /** While this file exists, the provider cannot be reached. */
  @IsOptional()
  @IsString()
  outage?: string;

  @IsOptional()
  @IsString()
  ledger?: string;
}
