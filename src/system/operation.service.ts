// Holds, resumes and rate limits, as in `npm run dispatch`. A change that failed in some lanes is answered by an error: it is in effect in
// the other lanes, and can be repeated.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ApiError } from '../http/api-error.js';
import type { Caller } from '../auth/caller.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { poolOf } from '../platform/database/database.js';
import { Providers } from '../providers/providers.js';
import { Channels } from '../queue/channels.js';
import { Control, type DispatchHold } from '../queue/control/control.js';
import { providerRateLimit, readSenderRateLimit, sayRateLimit } from '../queue/control/rate-limits.js';
import { readHold, readRateLimit } from './operation.js';
import type { SystemState } from './system.answers.js';
import { holdStates, SystemService } from './system.service.js';

export type HoldsNow = Pick<SystemState, 'holds'>;

export interface RateLimited {
  provider: string | null;
  sender: string | null;
  /** The module of the sender; absent for the first module. */
  module?: string;
  perSecond: number | null;
}

@Injectable()
export class OperationService {
  private readonly logger = new Logger('Operation');

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly providers: Providers,
    private readonly channels: Channels,
    private readonly system: SystemService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ApiError 400 · 503 */
  async hold({ tenant }: Caller, body: unknown): Promise<HoldsNow> {
    const what = readHold(body, { providers: this.names(), channels: this.channels.all.map(({ name }) => name) });
    return this.changed(`held ${nameOf(what)}, requested by tenant ${tenant}`, (control) => control.hold(what));
  }

  /** @throws ApiError 400 · 503 */
  async resume({ tenant }: Caller, body: unknown): Promise<HoldsNow> {
    const what = readHold(body, undefined);
    return this.changed(`resumed ${nameOf(what)}, requested by tenant ${tenant}`, (control) => control.resume(what));
  }

  /** @throws ApiError 400 */
  async rateLimit({ tenant }: Caller, body: unknown): Promise<RateLimited> {
    const { name, perSecond } = readRateLimit(body, this.names(), this.modules());
    await (await this.control()).setRateLimit(name, perSecond);
    this.logger.log(
      `Rate limit of ${sayRateLimit(name, this.channels.firstModule)}: ${perSecond ?? 'as configured'}, requested by tenant ${tenant}`,
    );
    this.system.forget();
    const limited = readSenderRateLimit(name);
    if (limited === undefined) return { provider: name.slice(providerRateLimit('').length), sender: null, perSecond };
    const { module, sender } = limited;
    return { provider: null, sender, ...(module !== this.channels.firstModule && { module }), perSecond };
  }

  private async changed(description: string, change: (control: Control) => Promise<void>): Promise<HoldsNow> {
    const control = await this.control();
    await change(control);
    this.logger.log(`Dispatch: ${description}`);
    this.system.forget();
    if (control.failed.size > 0)
      throw new ApiError(503, `Lane ${[...control.failed.keys()].join(', ')} did not answer. Repeat the command when it is reachable.`);
    return { holds: holdStates(control, await control.holds()) };
  }

  private control(): Promise<Control> {
    return Control.of(poolOf(this.database), this.config.LANES);
  }

  /** The first module, then the others. */
  private modules(): string[] {
    return [...new Set([this.channels.firstModule, ...this.channels.all.map(({ module }) => module)])];
  }

  private names(): string[] {
    return this.providers.all().map(({ name }) => name);
  }
}

const nameOf = ({ kind, name }: DispatchHold): string => (kind === 'all' ? 'all' : `${kind} ${name}`);
