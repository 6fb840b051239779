// The checks at the start of a process, one after another. A refused start writes nothing after its refusal: its pools are closed then.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelCodes } from './channel-codes.js';
import { LaneCheck } from './lanes/lane-check.js';
import { LaneDirectory } from './lanes/lane-directory.js';

@Injectable()
export class QueueStart implements OnModuleInit {
  constructor(
    private readonly codes: ChannelCodes,
    private readonly lanes: LaneCheck,
    private readonly directory: LaneDirectory,
  ) {}

  /** @throws StartupError */
  async onModuleInit(): Promise<void> {
    await this.lanes.check();
    await this.codes.register();
    await this.directory.register();
  }
}
