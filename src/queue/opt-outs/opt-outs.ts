// Who wants nothing more of whom. Asked for every window before anything of it is handed over: of each number in its own lane, one
// statement for each lane that has anybody on its list, none where nobody is. That a list is empty is believed for a moment; whoever is on
// one is found at once. What can't be read is unknown, which is never taken for nobody: those whose lane is away are held back, no others.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Channels } from '../channels.js';
import { contenders, type KnownLane, LaneDirectory } from '../lane-directory.js';
import { DispatchPool, IntakePool, type Pooled } from '../pools.js';
import { numbers as numberList } from '../sql-arrays.js';
import { run, sqlState, statement } from '../statements.js';
import { homeOf, weightOf } from './home.js';
import { LaneAnswers } from './lane-answers.js';

const OPT_OUTS = statement('opt-outs');
const ANY = statement('opt-outs-any');

/** Of all senders. */
export const ANYONE = '';
/** By all tenants. */
export const EVERY_TENANT = '';

/** What an entry ends with that is not handed over for it. */
export const OPTED_OUT = 'opted out';
const EMPTY_MS = 1_000;
const FILLED_MS = 60_000;

/** Numbers of one statement. */
const CHUNK = 10_000;

/** By whom a message would be sent. */
export interface Sending {
  /** Of the message. */
  channel: string;
  /** Null: the carrier's own, so that whoever has opted out of anyone counts. */
  sender: string | null;
  tenant: string;
}

/** Places in a list of messages. */
export interface HeldBack {
  /** Must not be handed over. */
  unwanted: ReadonlySet<number>;
  /** Whether they may be is not known now. */
  unknown: ReadonlySet<number>;
}

interface Lists {
  /** What a number wants nothing of. */
  of: ReadonlyMap<number, readonly { sender: string; tenant: string }[]>;
  /** Numbers of which a list could not be read. */
  unknown: ReadonlySet<number>;
}
const NOBODY: Lists = { of: new Map(), unknown: new Set() };

interface Row extends Record<string, unknown> {
  number: string;
  sender: string;
  tenant: string;
}

@Injectable()
export class OptOuts {
  private readonly logger = new Logger('Opt-outs');
  private readonly known = new Map<number, { empty: boolean; until: number }>();
  private readonly looking = new Map<number, Promise<boolean | undefined>>();
  private readonly answers: LaneAnswers;

  constructor(
    private readonly pools: DispatchPool,
    private readonly directory: LaneDirectory,
    private readonly channels: Channels,
    @Inject(IntakePool) private readonly intake: Pooled = pools,
  ) {
    this.answers = new LaneAnswers((lane, error) => {
      if (error === undefined) this.logger.log(`The opt-outs of lane ${lane} can be read again`);
      else this.logger.warn(`The opt-outs of lane ${lane} can't be read, so its numbers wait: ${sqlState(error) ?? 'no answer'}`);
    });
  }

  /** Those of the numbers that want nothing of this. @throws where that isn't known of all */
  async optedOut(numbers: readonly number[], sending: Sending, on = this.pools.pool): Promise<Set<number>> {
    const lists = await this.lists(() => numbers, on);
    if (lists.unknown.size > 0) throw new Error('Not every list of opt-outs can be read');
    return new Set(numbers.filter((number) => this.isOn(lists, number, sending)));
  }

  /**
   * How many of a whole request's numbers want nothing of it, as things stand.
   * @param between is waited for before each part of them
   * @throws where that isn't known
   */
  async count(numbers: Float64Array, sending: Sending, between = (): Promise<void> => Promise.resolve()): Promise<number> {
    let count = 0;
    for (let from = 0; from < numbers.length; from += CHUNK) {
      await between();
      count += (await this.optedOut(Array.from(numbers.subarray(from, from + CHUNK)), sending, this.intake.pool)).size;
    }
    return count;
  }

  /** @param of made only where anybody is on a list. @throws where nothing is known of anybody */
  async among(of: () => readonly (Sending & { mobile: string })[]): Promise<HeldBack> {
    const lists = await this.lists(() => of().map(({ mobile }) => Number(mobile.slice(1))));
    const [unwanted, unknown] = [new Set<number>(), new Set<number>()];
    if (lists === NOBODY) return { unwanted, unknown };
    for (const [place, { mobile, ...sending }] of of().entries()) {
      const number = Number(mobile.slice(1));
      if (this.isOn(lists, number, sending)) unwanted.add(place);
      else if (lists.unknown.has(number)) unknown.add(place);
    }
    return { unwanted, unknown };
  }

  /** Somebody has just come onto the lane's list. */
  filled(lane: number): void {
    this.known.set(lane, { empty: false, until: performance.now() + FILLED_MS });
  }

  /** @param of asked only where anybody is on a list */
  private async lists(of: () => readonly number[], on = this.pools.pool): Promise<Lists> {
    const lanes = await this.directory.lately();
    const empty = await Promise.all(lanes.map(({ lane }) => this.isEmpty(lane)));
    if (empty.every((each) => each === true)) return NOBODY;
    const asked = byLane(lanes, of());
    const found = new Map<number, { sender: string; tenant: string }[]>();
    const unknown = new Set<number>();
    await Promise.all(
      lanes.map(async ({ lane }, i) => {
        const wanted = asked.get(lane);
        if (wanted === undefined || empty[i] === true) return;
        const rows = empty[i] === false ? await this.rowsOf(lane, wanted, on) : undefined;
        if (rows === undefined) for (const number of wanted) unknown.add(number);
        for (const { number, ...row } of rows ?? []) found.set(Number(number), [...(found.get(Number(number)) ?? []), row]);
      }),
    );
    return { of: found, unknown };
  }

  private rowsOf(lane: number, wanted: readonly number[], on: Pooled['pool']): Promise<Row[] | undefined> {
    return this.answers.of(lane, () => run<Row>(on, OPT_OUTS, [lane, numberList(wanted)]));
  }

  /** Undefined where it isn't known, and the database doesn't say. */
  private async isEmpty(lane: number): Promise<boolean | undefined> {
    const known = this.known.get(lane);
    if (known !== undefined && performance.now() < known.until) return known.empty;
    const looking = this.looking.get(lane) ?? this.look(lane).finally(() => this.looking.delete(lane));
    this.looking.set(lane, looking);
    return looking;
  }

  private async look(lane: number): Promise<boolean | undefined> {
    const before = this.known.get(lane);
    const rows = await this.answers.of(lane, () => run(this.pools.pool, ANY, [lane]));
    if (rows === undefined) return undefined;
    const empty = rows.length === 0;
    // What this process has stored meanwhile stands.
    if (this.known.get(lane) === before) this.known.set(lane, { empty, until: performance.now() + (empty ? EMPTY_MS : FILLED_MS) });
    return this.known.get(lane)?.empty ?? empty;
  }

  private isOn(lists: Lists, number: number, { channel, sender, tenant }: Sending): boolean {
    const of = (lists.of.get(number) ?? []).filter((each) => each.tenant === EVERY_TENANT || each.tenant === tenant);
    const keys = of.length === 0 || sender === null ? null : this.channels.named(channel).senderKeys(sender);
    if (keys === null) return of.length > 0;
    return of.some((each) => each.sender === ANYONE || keys.has(each.sender));
  }
}

/** Opt-outs of these numbers are here already; those at home in other lanes may still be where they were before. */
const isCopied = ({ stage }: KnownLane): boolean => stage >= 1;

function byLane(lanes: readonly KnownLane[], numbers: readonly number[]): Map<number, number[]> {
  const all = lanes.map(({ lane }) => lane);
  const settled = lanes.every(isCopied);
  const found = new Map<number, number[]>();
  for (const number of numbers) {
    const homes = settled
      ? [homeOf(all, number)]
      : contenders(lanes, ({ lane }) => weightOf(lane, number), isCopied).map(({ lane }) => lane);
    for (const lane of homes) {
      const list = found.get(lane);
      if (list === undefined) found.set(lane, [number]);
      else list.push(number);
    }
  }
  return found;
}
