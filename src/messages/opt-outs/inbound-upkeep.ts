// Registers the table of inbound messages with the core: the retention deletes old messages, and an operator sees the number of ignored
// keywords of the last day.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notices } from '../../queue/control/notices.js';
import { type Old, OldRows } from '../../queue/retention/old-rows.js';
import { run, statement } from '../../queue/statements.js';
import { SMS } from '../sms.js';

const PURGE = statement<Old, { messages: number }>('purge-inbound', import.meta.url);
const IGNORED = statement<{ lane: number }, { ignored: string }>('ignored-keywords', import.meta.url);

@Injectable()
export class InboundUpkeep implements OnModuleInit {
  constructor(
    private readonly oldRows: OldRows,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.oldRows.register(async (pool, old) => (await run(pool, PURGE, old))[0]?.messages ?? 0);
    this.notices.register({
      module: SMS,
      name: 'ignoredKeywords',
      count: async (pool, lane) => Number((await run(pool, IGNORED, { lane }))[0]?.ignored ?? 0),
    });
  }
}
