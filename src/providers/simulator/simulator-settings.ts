// What a simulated provider may be told beside the SIMULATOR_… settings, which hold where it isn't: a file may have several.
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

  /** How long after its answer a receipt comes. */
  @IsOptional()
  @IsInt()
  @Min(0)
  receiptMs?: number;

  /** The file that is there while it can't be reached. */
  @IsOptional()
  @IsString()
  outage?: string;

  @IsOptional()
  @IsString()
  ledger?: string;
}
