// The conditions for getting requests. Each check answers within CHECK_MS, also if its subject hangs.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../platform/config/config.js';
import { migrationsPending } from '../platform/database/database.js';
import { Heartbeat } from '../platform/heartbeat.js';

const CHECK_MS = 2_000;
/** A dispatcher without a heartbeat for so long hangs (it beats at least every POLL_MS, and waits for slow providers). */
const SILENT_MS = 10_000;

@Injectable()
export class Readiness {
  private migrated = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    @InjectDataSource() private readonly database: DataSource,
    private readonly heartbeat: Heartbeat,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  checks(): HealthIndicatorFunction[] {
    const checks: HealthIndicatorFunction[] = [
      () => this.check('database', () => this.database.query('select 1').then(() => undefined), 'no answer'),
      () => this.check('migrations', () => this.schemaIsCurrent(), 'the schema is not up to date'),
    ];
    if (this.config.ROLE !== 'api') checks.push(() => this.check('dispatcher', () => this.dispatcherTurns(), 'no heartbeat'));
    return checks;
  }

  private async check(name: string, test: () => Promise<void>, message: string) {
    const indicator = this.indicators.check(name);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      // Events that arrived while this process was busy are read first: an answer that has arrived is not late.
      timer = setTimeout(() => {
        setImmediate(() => {
          setImmediate(reject, new Error('late'));
        });
      }, CHECK_MS);
    });
    try {
      await Promise.race([test(), late]);
      return indicator.up();
    } catch {
      return indicator.down({ message });
    } finally {
      clearTimeout(timer);
    }
  }

  private async schemaIsCurrent(): Promise<void> {
    this.migrated ||= !(await migrationsPending(this.database));
    if (!this.migrated) throw new Error('pending');
  }

  private dispatcherTurns(): Promise<void> {
    const age = this.heartbeat.age();
    const silent = age === undefined || age > Math.max(SILENT_MS, 5 * this.config.POLL_MS);
    return silent ? Promise.reject(new Error('silent')) : Promise.resolve();
  }
}
