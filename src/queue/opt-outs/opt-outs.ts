// Who wants nothing more of whom. Asked for every window before anything of it is handed over: one statement for each lane that has
// anybody on its list, none where nobody is. That a list is empty is believed for a moment; whoever is on one is found at once. Where a
// list can't be read, nothing is handed over, unless it was empty: nobody can have come onto it while it's away.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { countryOf } from '../../platform/phone/phone-number.js';
import { DispatchPool } from '../pools.js';
import { numbers as numberList } from '../sql-arrays.js';
import { run, statement } from '../statements.js';
import { ANYONE, EVERY_TENANT, isPool, senderKeys } from './addresses.js';

const OPT_OUTS = statement('opt-outs');
const ANY = statement('opt-outs-any');
const LANES = statement('lanes');

/** What an entry ends with that is not handed over for it. */
export const OPTED_OUT = 'opted out';
const EMPTY_MS = 1_000;
const FILLED_MS = 60_000;
/** Lanes that aren't configured here any more, or not yet. */
const LANES_MS = 60_000;

/** Numbers of one statement. */
const CHUNK = 10_000;

/** By whom a message would be sent. */
export interface Sending {
  /** Null, or a pool: one that is known to the carrier alone, so that whoever has opted out of anyone counts. */
  sender: string | null;
  tenant: string;
}

/** What a number wants nothing of. */
type Lists = ReadonlyMap<number, readonly { sender: string; tenant: string }[]>;
const NOBODY: Lists = new Map();

interface Known {
  empty: boolean;
  until: number;
}

@Injectable()
export class OptOuts {
  private readonly known = new Map<number, Known>();
  private readonly looking = new Map<number, Promise<boolean>>();
  private readonly country;
  private used: { lanes: readonly number[]; until: number } = { lanes: [], until: 0 };

  constructor(
    private readonly pools: DispatchPool,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.country = countryOf(config.DEFAULT_COUNTRY);
  }

  /** Those of the numbers that want nothing of this. */
  async optedOut(numbers: readonly number[], sending: Sending): Promise<Set<number>> {
    const lists = await this.lists(() => numbers);
    if (lists.size === 0) return new Set();
    return new Set(numbers.filter((number) => this.isOn(lists, number, sending)));
  }

  /** How many of a whole request's numbers want nothing of it, as things stand. */
  async count(numbers: Float64Array, sending: Sending): Promise<number> {
    let count = 0;
    for (let from = 0; from < numbers.length; from += CHUNK)
      count += (await this.optedOut(Array.from(numbers.subarray(from, from + CHUNK)), sending)).size;
    return count;
  }

  /** Places, in a list of messages, of those that must not be handed over. @param of made only where anybody is on a list */
  async among(of: () => readonly (Sending & { mobile: string })[]): Promise<ReadonlySet<number>> {
    const lists = await this.lists(() => of().map(({ mobile }) => Number(mobile.slice(1))));
    if (lists.size === 0) return new Set();
    return new Set(of().flatMap(({ mobile, ...sending }, i) => (this.isOn(lists, Number(mobile.slice(1)), sending) ? [i] : [])));
  }

  /** Somebody has just come onto the lane's list. */
  filled(lane: number): void {
    this.known.set(lane, { empty: false, until: performance.now() + FILLED_MS });
  }

  /** Every lane that a list may be in. */
  async lanes(): Promise<readonly number[]> {
    const now = performance.now();
    if (now >= this.used.until) {
      const lanes = await run<{ lane: number }>(this.pools.pool, LANES, []).catch(() => []);
      // Until a lane that is away can be asked for, those that are configured are what is known.
      this.used = { lanes: lanes.map(({ lane }) => lane), until: now + (lanes.length > 0 ? LANES_MS : EMPTY_MS) };
    }
    return [...new Set([...this.config.LANES, ...this.used.lanes])];
  }

  /** @param of asked only where anybody is on a list */
  private async lists(of: () => readonly number[]): Promise<Lists> {
    const lanes = await this.lanes();
    const empty = await Promise.all(lanes.map((lane) => this.isEmpty(lane)));
    const filled = lanes.filter((_, i) => empty[i] === false);
    if (filled.length === 0) return NOBODY;
    const wanted = numberList(of());
    const found = new Map<number, { sender: string; tenant: string }[]>();
    const perLane = await Promise.all(
      filled.map((lane) => run<{ number: string; sender: string; tenant: string }>(this.pools.pool, OPT_OUTS, [lane, wanted])),
    );
    for (const { number, ...of } of perLane.flat()) found.set(Number(number), [...(found.get(Number(number)) ?? []), of]);
    return found;
  }

  /** @throws where it isn't known and the database doesn't say */
  private async isEmpty(lane: number): Promise<boolean> {
    const known = this.known.get(lane);
    if (known !== undefined && performance.now() < known.until) return known.empty;
    const looking = this.looking.get(lane) ?? this.look(lane).finally(() => this.looking.delete(lane));
    this.looking.set(lane, looking);
    try {
      return await looking;
    } catch (error) {
      if (known?.empty === true) return true;
      throw error;
    }
  }

  private async look(lane: number): Promise<boolean> {
    const before = this.known.get(lane);
    const empty = (await run(this.pools.pool, ANY, [lane])).length === 0;
    // What this process has stored meanwhile stands.
    if (this.known.get(lane) === before) this.known.set(lane, { empty, until: performance.now() + (empty ? EMPTY_MS : FILLED_MS) });
    return this.known.get(lane)?.empty ?? empty;
  }

  private isOn(lists: Lists, number: number, { sender, tenant }: Sending): boolean {
    const of = (lists.get(number) ?? []).filter((each) => each.tenant === EVERY_TENANT || each.tenant === tenant);
    if (of.length === 0 || sender === null || isPool(sender)) return of.length > 0;
    const keys = senderKeys(sender, this.country);
    return of.some((each) => each.sender === ANYONE || keys.has(each.sender));
  }
}
