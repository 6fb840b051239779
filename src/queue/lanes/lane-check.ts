// Refuses a start while a lane outside LANES still has open entries, since no worker would visit that lane.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config, StartupError } from '../../platform/config/config.js';
import { read, sqlState, statement } from '../statements.js';

const OPEN_LANES = statement<{ lanes: readonly number[] }, { lane: number }>('open-lanes', import.meta.url);

@Injectable()
export class LaneCheck {
  private readonly logger = new Logger('Lanes');

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws StartupError */
  async check(): Promise<void> {
    const open = await this.openLanes();
    if (open.length === 0) return;
    const lanes = open.map(({ lane }) => lane).join(',');
    throw new StartupError(`LANES leaves out lane ${lanes}, which still has messages to send. Add ${lanes} to LANES and start again.`);
  }

  /** Empty if a node is away: such a node must not prevent servers of other lanes from starting. */
  private async openLanes(): Promise<{ lane: number }[]> {
    try {
      return await read(this.database, OPEN_LANES, { lanes: this.config.LANES });
    } catch (error) {
      const driver = typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : error;
      if (sqlState(driver)?.startsWith('08') !== true) throw error;
      this.logger.warn('A node of the database is away, so lanes outside LANES were not checked for open entries');
      return [];
    }
  }
}
