// Stops, resumes and rate limits, as `npm run dispatch` sets them. One that could not be set in every lane is said to have failed: it holds
// in the others, and may be said again.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Carriers } from '../carriers/carriers.js';
import { ApiError } from '../gateway/api-error.js';
import type { Caller } from '../gateway/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { poolOf } from '../platform/database.js';
import { Control, type Stop } from '../queue/control.js';
import { carrierPace, senderPace } from '../queue/paces.js';
import { readRateLimit, readStop } from './operation.js';
import type { SystemState } from './system.answers.js';
import { stopStates, SystemService } from './system.service.js';

export type StopsNow = Pick<SystemState, 'stops'>;

export interface RateLimited {
  carrier: string | null;
  sender: string | null;
  perSecond: number | null;
}

@Injectable()
export class OperationService {
  private readonly logger = new Logger('Operation');

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly carriers: Carriers,
    private readonly system: SystemService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ApiError 400 · 503 */
  async stop({ tenant }: Caller, body: unknown): Promise<StopsNow> {
    const what = readStop(body, this.names());
    return this.changed(`stopped ${nameOf(what)}, asked by tenant ${tenant}`, (control) => control.stop(what));
  }

  /** @throws ApiError 400 · 503 */
  async resume({ tenant }: Caller, body: unknown): Promise<StopsNow> {
    const what = readStop(body, undefined);
    return this.changed(`resumed ${nameOf(what)}, asked by tenant ${tenant}`, (control) => control.resume(what));
  }

  /** @throws ApiError 400 */
  async rateLimit({ tenant }: Caller, body: unknown): Promise<RateLimited> {
    const { pace, perSecond } = readRateLimit(body, this.names());
    await (await this.control()).setPace(pace, perSecond);
    this.logger.log(`Rate limit of ${pace}: ${perSecond ?? 'as configured'}, asked by tenant ${tenant}`);
    this.system.forget();
    return { carrier: after(pace, carrierPace('')), sender: after(pace, senderPace('')), perSecond };
  }

  private async changed(said: string, change: (control: Control) => Promise<void>): Promise<StopsNow> {
    const control = await this.control();
    await change(control);
    this.logger.log(`Dispatch: ${said}`);
    this.system.forget();
    if (control.failed.size > 0) throw new ApiError(503, `Lane ${[...control.failed.keys()].join(', ')} could not be asked: say it again`);
    return { stops: stopStates(control, await control.stops()) };
  }

  private control(): Promise<Control> {
    return Control.of(poolOf(this.database), this.config.LANES);
  }

  private names(): string[] {
    return this.carriers.all().map(({ name }) => name);
  }
}

const nameOf = ({ kind, name }: Stop): string => (kind === 'all' ? 'all' : `${kind} ${name}`);
const after = (name: string, prefix: string): string | null => (name.startsWith(prefix) ? name.slice(prefix.length) : null);
