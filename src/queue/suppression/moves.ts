// Moves opt-outs to the home lanes of their addresses after a lane was added. First it copies them there from every other lane (stage 0 →
// 1): until then a look-up reads both lanes. Then it removes the old copies (1 → 2): until then START removes from both. Between two stages
// every process has read the last one. Several workers may do it at once, and each step may be interrupted: the next pass repeats it.
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type KnownLane, LaneDirectory } from '../lanes/lane-directory.js';
import { DispatchPool, RetentionPool } from '../pools.js';
import { texts } from '../sql-arrays.js';
import { run, sqlState, statement } from '../statements.js';
import { transaction } from '../transaction.js';
import { homeOf, placeOf } from './home.js';

interface Addresses {
  lane: number;
  module: string;
  addresses: string;
}

interface CopyParameters {
  lane: number;
  modules: string[];
  addresses: string[];
  senders: string[];
  keywords: string[];
  since: Date[];
  tenants: string[];
}

const PAGE = statement<{ lane: number; module: string; address: string; most: number }, { module: string; address: string }>(
  'opt-outs-page',
  import.meta.url,
);
const HOLD = statement<Addresses, Row>('opt-outs-hold', import.meta.url);
const COPY = statement<CopyParameters>('opt-outs-copy', import.meta.url);
const DROP = statement<Addresses>('opt-outs-drop', import.meta.url);

/** Addresses of one page. */
const PAGE_SIZE = 1_000;
const LOOK_MS = 5_000;
/** Older than any read of the lanes that a process uses, and longer than any operation that was based on it. */
const HEARD_MS = 60_000;
/** The time for which a process may use its result that a lane's list is empty. */
const BELIEVED_MS = 2_000;

interface Row {
  module: string;
  address: string;
  sender: string;
  keyword: string;
  since: Date;
  tenant: string;
}

@Injectable()
export class SuppressionMoves {
  private readonly logger = new Logger('Opt-outs');

  constructor(
    private readonly pools: RetentionPool,
    private readonly dispatch: DispatchPool,
    private readonly directory: LaneDirectory,
  ) {}

  /** Resolves after a stop. */
  async run(stopping: AbortSignal): Promise<void> {
    const rest = (): Promise<boolean> => pause(LOOK_MS, true, { signal: stopping }).catch(() => false);
    let logged = '';
    while (await rest())
      try {
        await this.pass(stopping);
        logged = '';
      } catch (error) {
        if (stopping.aborted) return;
        const why = sqlState(error) ?? 'the database is away';
        // Until the moves succeed, look-ups read more lanes than necessary, but miss nothing.
        if (logged !== why) this.logger.warn(`Opt-outs cannot be moved to the added lanes: ${why}`);
        logged = why;
      }
  }

  /** Does the step that is possible now. */
  async pass(stopping?: AbortSignal): Promise<void> {
    const known = (await this.directory.all()).filter(({ age }) => age >= HEARD_MS);
    const added = known.filter(({ stage }) => stage === 0);
    if (added.length > 0) {
      const copied = await this.walk(known, false, stopping);
      await pause(BELIEVED_MS, undefined, { signal: stopping });
      await this.directory.setStage(numbersOf(added), 1);
      this.logger.log(`Opt-outs of ${copied} addresses were copied to the added lanes ${numbersOf(added).join(', ')}`);
      return;
    }
    const heard = known.filter(({ stage, stageAge }) => stage === 1 && stageAge >= HEARD_MS);
    // While another copy is in progress, the old copies may be its source.
    if (heard.length === 0 || known.some(({ stage, stageAge }) => stage === 1 && stageAge < HEARD_MS)) return;
    await this.walk(known, true, stopping);
    await this.directory.setStage(numbersOf(heard), 2);
  }

  /** Visits all addresses outside their home lane. @param away true: removes the old copies @returns the number of addresses */
  private async walk(known: readonly KnownLane[], away: boolean, stopping?: AbortSignal): Promise<number> {
    const lanes = numbersOf(known);
    let moved = 0;
    for (const lane of lanes)
      for (let [module, behind] = ['', '']; ;) {
        const page = await run(this.pools.pool, PAGE, { lane, module, address: behind, most: PAGE_SIZE });
        const strays = new Map<string, Stray>();
        for (const row of page) {
          const home = homeOf(lanes, placeOf(row.address));
          if (home === lane) continue;
          const key = `${home} ${row.module}`;
          const stray = strays.get(key) ?? { home, module: row.module, addresses: [] };
          stray.addresses.push(row.address);
          strays.set(key, stray);
        }
        for (const stray of strays.values()) {
          stopping?.throwIfAborted();
          await this.move(lane, stray, away);
          moved += stray.addresses.length;
        }
        if (page.length < PAGE_SIZE) break;
        ({ module, address: behind } = page.at(-1) ?? { module, address: behind });
      }
    return moved;
  }

  /** Two lanes need two transactions: the rows of the old lane stay locked until the new lane has them. */
  private async move(lane: number, { home, module, addresses }: Stray, away: boolean): Promise<void> {
    await this.directory.open(home);
    await transaction(this.pools.pool, async (client) => {
      const rows = await run(client, HOLD, { lane, module, addresses: texts(addresses) });
      const of = <K extends keyof Row>(key: K): Row[K][] => rows.map((row) => row[key]);
      await run(this.dispatch.pool, COPY, {
        lane: home,
        modules: of('module'),
        addresses: of('address'),
        senders: of('sender'),
        keywords: of('keyword'),
        since: of('since'),
        tenants: of('tenant'),
      });
      if (away) await run(client, DROP, { lane, module, addresses: texts(addresses) });
    });
  }
}

/** Addresses whose home is another lane. */
interface Stray {
  home: number;
  module: string;
  addresses: string[];
}

const numbersOf = (lanes: readonly KnownLane[]): number[] => lanes.map(({ lane }) => lane);
