// A start is refused while a lane that no worker would visit still has entries to send.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { CONFIG, type Config, StartupError } from '../platform/config.js';

const OPEN_LANES = readFileSync(new URL('./sql/open-lanes.sql', import.meta.url), 'utf8');

@Injectable()
export class LaneCheck implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws StartupError */
  async onModuleInit(): Promise<void> {
    const open: { lane: number }[] = await this.database.query(OPEN_LANES, [this.config.LANES]);
    if (open.length === 0) return;
    const lanes = open.map(({ lane }) => lane).join(',');
    throw new StartupError(`LANES leaves out lane ${lanes}, which still has messages to send. Add ${lanes} to LANES and start again.`);
  }
}
