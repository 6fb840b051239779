// Brings opt-outs to their addresses' lanes after a lane was added. First they are copied there, from every other lane (stage 0 → 1): until
// that is done a look-up asks both. Then what is left behind is taken away (1 → 2): until that is done START takes back both. Between two
// stages every process has heard of the last one. Several workers may do it at once, and each step may be cut off: the next does it again.
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
/** What a process knows of lanes is younger, and whatever it began by it is over by then. */
const HEARD_MS = 60_000;
/** So long a process may take a lane's list for empty after it isn't. */
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
    let said = '';
    while (await rest())
      try {
        await this.pass(stopping);
        said = '';
      } catch (error) {
        if (stopping.aborted) return;
        const why = sqlState(error) ?? 'the database is away';
        // Meanwhile more lanes are asked than need be; nothing is missed.
        if (said !== why) this.logger.warn(`Opt-outs can't be moved to the lanes that were added: ${why}`);
        said = why;
      }
  }

  /** Does what may be done now. */
  async pass(stopping?: AbortSignal): Promise<void> {
    const known = (await this.directory.all()).filter(({ age }) => age >= HEARD_MS);
    const added = known.filter(({ stage }) => stage === 0);
    if (added.length > 0) {
      const copied = await this.walk(known, false, stopping);
      await pause(BELIEVED_MS, undefined, { signal: stopping });
      await this.directory.setStage(numbersOf(added), 1);
      this.logger.log(`Opt-outs of ${copied} addresses were copied to lanes that were added: ${numbersOf(added).join(', ')}`);
      return;
    }
    const heard = known.filter(({ stage, stageAge }) => stage === 1 && stageAge >= HEARD_MS);
    // While others are on their way, what is left behind may be what they are made of.
    if (heard.length === 0 || known.some(({ stage, stageAge }) => stage === 1 && stageAge < HEARD_MS)) return;
    await this.walk(known, true, stopping);
    await this.directory.setStage(numbersOf(heard), 2);
  }

  /** Over all that isn't at home. @param away whether it leaves where it was @returns how many addresses */
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

  /** Two lanes, so two transactions: the old one's rows are held until the new one has them. */
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

/** Addresses that are at home elsewhere. */
interface Stray {
  home: number;
  module: string;
  addresses: string[];
}

const numbersOf = (lanes: readonly KnownLane[]): number[] => lanes.map(({ lane }) => lane);
