// The retention: removes requests whose last move is RETENTION_DAYS ago, message IDs and rows of modules of that age, and idempotency keys
// after a day. A pass walks the requests of a lane from the oldest to the first young ones, so that its cost depends on the old rows, not
// on all rows. Every worker runs it, at half speed at most: after each statement it pauses as long as the statement took.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { OldRows } from './old-rows.js';
import { BATCH, type Looked, LOOK_SIZE, Removal } from './removal.js';
import { sqlState } from '../statements.js';

/** Between two passes, in POLL_MS: a minute by default. */
const PASS_EVERY_POLLS = 60;

export interface Left {
  requests: number;
  entries: number;
}

type Rest = () => Promise<void>;

@Injectable()
export class Retention {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly removal: Removal,
    private readonly oldRows: OldRows,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Resolves after a stop. */
  async run(stopping: AbortSignal): Promise<void> {
    const sleep = (ms: number): Promise<unknown> => pause(ms, undefined, { signal: stopping }).catch(() => undefined);
    let since = performance.now();
    const rest = async (): Promise<void> => {
      await sleep(performance.now() - since);
      stopping.throwIfAborted();
      since = performance.now();
    };
    for (;;) {
      await sleep(this.config.POLL_MS * PASS_EVERY_POLLS);
      if (stopping.aborted) return;
      // Lanes outside LANES have old requests too. If the list of lanes cannot be read, at least the lanes of LANES are processed.
      for (const lane of await this.removal.lanes().catch(() => this.config.LANES)) {
        since = performance.now();
        try {
          const { requests, entries } = await this.sweep(lane, rest);
          if (requests > 0) this.logger.log(`${requests} finished requests of lane ${lane} and ${entries} entries removed`);
        } catch (error) {
          if (error === stopping.reason) return;
          this.logger.warn(`Retention of lane ${lane} pauses: ${sqlState(error) ?? 'the database is away'}`);
        }
      }
    }
  }

  /** One pass: removes everything of the lane that is due, and the rest of earlier passes. */
  async sweep(lane: number, rest: Rest = () => Promise.resolve()): Promise<Left> {
    const left: Left = { requests: 0, entries: await this.entries(lane, rest) };
    while ((await this.removal.keys(lane)) === BATCH) await rest();
    if (this.config.RETENTION_DAYS === 0) return left;
    for (const remove of this.oldRows.all)
      while ((await this.removal.ofModule(remove, lane, this.config.RETENTION_DAYS)) === BATCH) await rest();
    while ((await this.removal.messages(lane, this.config.RETENTION_DAYS)) === BATCH) await rest();
    while ((await this.removal.parts(lane, this.config.RETENTION_DAYS)) === BATCH) await rest();
    for (let behind = '0'; ;) {
      const looked = await this.removal.look(lane, behind, this.config.RETENTION_DAYS);
      await rest();
      left.requests += await this.remove(lane, looked, rest);
      left.entries += await this.entries(lane, rest);
      // IDs come in blocks, so their order is only roughly that of time: the old requests end where a whole page is young.
      if (looked.length < LOOK_SIZE || looked.every(({ young }) => young)) return left;
      behind = looked.at(-1)?.id ?? behind;
    }
  }

  private async remove(lane: number, looked: readonly Looked[], rest: Rest): Promise<number> {
    const finished = looked.filter((request) => request.finished);
    const unmoved = await this.removal.unmoved(lane, finished, this.config.RETENTION_DAYS, rest);
    if (unmoved.length === 0) return 0;
    const gone = await this.removal.begin(lane, unmoved);
    await rest();
    return gone.length;
  }

  private async entries(lane: number, rest: Rest): Promise<number> {
    let entries = 0;
    for (;;) {
      const more = await this.removal.entries(lane);
      if (more === 0) return entries;
      entries += more;
      await rest();
    }
  }
}
