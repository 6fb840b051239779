// The suppression lists. Every batch is tested before its hand-over: each address in its home lane, with one statement for each lane whose
// list is not empty. That a list is empty is cached for a second. If a lane is away, its list is unknown, which never counts as empty: only
// messages to addresses of that lane wait.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Channels } from '../channels.js';
import { contenders, type KnownLane, LaneDirectory } from '../lanes/lane-directory.js';
import type { Recipients } from '../recipients.js';
import { DispatchPool, IntakePool, type Pooled } from '../pools.js';
import { texts } from '../sql-arrays.js';
import { run, sqlState, statement } from '../statements.js';
import { homeOf, placeOf, weightOf } from './home.js';
import { LaneAnswers } from './lane-answers.js';

const OPT_OUTS = statement<{ lane: number; module: string; addresses: string }, Row>('opt-outs', import.meta.url);
const ANY = statement<{ lane: number; module: string }, { address: string }>('opt-outs-any', import.meta.url);

/** An opt-out from all senders. */
export const ANYONE = '';
/** An opt-out from all tenants. */
export const EVERY_TENANT = '';

/** The reason of entries that end because of an opt-out. */
export const OPTED_OUT = 'opted out';
const EMPTY_MS = 1_000;
const FILLED_MS = 60_000;

/** The most addresses of one statement. */
const CHUNK = 10_000;

/** The channel, sender and tenant of a message. */
export interface Sending {
  /** The channel of the message. */
  channel: string;
  /** Null: the provider chooses the sender, so an opt-out from any sender counts. */
  sender: string | null;
  tenant: string;
}

/** Indexes in a list of messages. */
export interface HeldBack {
  /** Opted out: must not be handed over. */
  unwanted: ReadonlySet<number>;
  /** The list could not be read. */
  unknown: ReadonlySet<number>;
}

interface Lists {
  /** The opt-outs by address. */
  of: ReadonlyMap<string, readonly { sender: string; tenant: string }[]>;
  /** Addresses whose list could not be read. */
  unknown: ReadonlySet<string>;
}
const NOBODY: Lists = { of: new Map(), unknown: new Set() };

interface Row {
  address: string;
  sender: string;
  tenant: string;
}

@Injectable()
export class Suppression {
  private readonly logger = new Logger('Opt-outs');
  /** By lane and module. */
  private readonly known = new Map<string, { empty: boolean; until: number }>();
  private readonly looking = new Map<string, Promise<boolean | undefined>>();
  private readonly answers: LaneAnswers;

  constructor(
    private readonly pools: DispatchPool,
    private readonly directory: LaneDirectory,
    private readonly channels: Channels,
    @Inject(IntakePool) private readonly intake: Pooled = pools,
  ) {
    this.answers = new LaneAnswers((lane, error) => {
      if (error === undefined) this.logger.log(`The opt-outs of lane ${lane} can be read again`);
      else
        this.logger.warn(
          `The opt-outs of lane ${lane} cannot be read, so messages to its addresses wait: ${sqlState(error) ?? 'no answer'}`,
        );
    });
  }

  /**
   * @returns the addresses that have opted out of this sending
   * @throws Error if a list cannot be read
   */
  async suppressed(addresses: readonly string[], sending: Sending, on = this.pools.pool): Promise<Set<string>> {
    const { module } = this.channels.named(sending.channel);
    const lists = await this.lists(module, () => addresses, on);
    if (lists.unknown.size > 0) throw new Error('Not every suppression list can be read');
    return new Set(addresses.filter((address) => this.isOn(lists, address, sending)));
  }

  /**
   * @returns the present number of recipients that have opted out of this sending
   * @param between awaited before each part of the recipients
   * @throws Error if a list cannot be read
   */
  async count(recipients: Recipients, sending: Sending, between = (): Promise<void> => Promise.resolve()): Promise<number> {
    let count = 0;
    for (let from = 0; from < recipients.length; from += CHUNK) {
      await between();
      const size = Math.min(CHUNK, recipients.length - from);
      const addresses = Array.from({ length: size }, (_, i) => recipients.address(from + i));
      count += (await this.suppressed(addresses, sending, this.intake.pool)).size;
    }
    return count;
  }

  /**
   * Tests a list of messages, all of channels of one module. @param of called only if a list is not empty
   * @throws Error if the directory of lanes cannot be read
   */
  async among(module: string, of: () => readonly (Sending & { address: string })[]): Promise<HeldBack> {
    const lists = await this.lists(module, () => of().map(({ address }) => address));
    const [unwanted, unknown] = [new Set<number>(), new Set<number>()];
    if (lists === NOBODY) return { unwanted, unknown };
    for (const [place, { address, ...sending }] of of().entries()) {
      if (this.isOn(lists, address, sending)) unwanted.add(place);
      else if (lists.unknown.has(address)) unknown.add(place);
    }
    return { unwanted, unknown };
  }

  /** Notes that this process has just stored an opt-out in the lane's list of a module. */
  filled(lane: number, module: string): void {
    this.known.set(keyOf(lane, module), { empty: false, until: performance.now() + FILLED_MS });
  }

  /** @param of called only if a list is not empty */
  private async lists(module: string, of: () => readonly string[], on = this.pools.pool): Promise<Lists> {
    const lanes = await this.directory.lately();
    const empty = await Promise.all(lanes.map(({ lane }) => this.isEmpty(lane, module)));
    if (empty.every((each) => each === true)) return NOBODY;
    const asked = byLane(lanes, of());
    const found = new Map<string, { sender: string; tenant: string }[]>();
    const unknown = new Set<string>();
    await Promise.all(
      lanes.map(async ({ lane }, i) => {
        const wanted = asked.get(lane);
        if (wanted === undefined || empty[i] === true) return;
        const rows = empty[i] === false ? await this.rowsOf(lane, module, wanted, on) : undefined;
        if (rows === undefined) for (const address of wanted) unknown.add(address);
        for (const { address, ...row } of rows ?? []) found.set(address, [...(found.get(address) ?? []), row]);
      }),
    );
    return { of: found, unknown };
  }

  private rowsOf(lane: number, module: string, wanted: readonly string[], on: Pooled['pool']): Promise<Row[] | undefined> {
    return this.answers.of(lane, () => run(on, OPT_OUTS, { lane, module, addresses: texts(wanted) }));
  }

  /** Undefined if the database does not answer. */
  private async isEmpty(lane: number, module: string): Promise<boolean | undefined> {
    const key = keyOf(lane, module);
    const known = this.known.get(key);
    if (known !== undefined && performance.now() < known.until) return known.empty;
    const looking = this.looking.get(key) ?? this.look(lane, module).finally(() => this.looking.delete(key));
    this.looking.set(key, looking);
    return looking;
  }

  private async look(lane: number, module: string): Promise<boolean | undefined> {
    const key = keyOf(lane, module);
    const before = this.known.get(key);
    const rows = await this.answers.of(lane, () => run(this.pools.pool, ANY, { lane, module }));
    if (rows === undefined) return undefined;
    const empty = rows.length === 0;
    // An opt-out that this process has stored meanwhile takes precedence.
    if (this.known.get(key) === before) this.known.set(key, { empty, until: performance.now() + (empty ? EMPTY_MS : FILLED_MS) });
    return this.known.get(key)?.empty ?? empty;
  }

  private isOn(lists: Lists, address: string, { channel, sender, tenant }: Sending): boolean {
    const of = (lists.of.get(address) ?? []).filter((each) => each.tenant === EVERY_TENANT || each.tenant === tenant);
    const keys = of.length === 0 || sender === null ? null : this.channels.named(channel).senderKeys(sender);
    if (keys === null) return of.length > 0;
    return of.some((each) => each.sender === ANYONE || keys.has(each.sender));
  }
}

const keyOf = (lane: number, module: string): string => `${lane} ${module}`;

/** True: the lane has the opt-outs of all its addresses. Otherwise some may still be in their former lane. */
const isCopied = ({ stage }: KnownLane): boolean => stage >= 1;

function byLane(lanes: readonly KnownLane[], addresses: readonly string[]): Map<number, string[]> {
  const all = lanes.map(({ lane }) => lane);
  const settled = lanes.every(isCopied);
  const found = new Map<number, string[]>();
  for (const address of addresses) {
    const place = placeOf(address);
    const homes = settled ? [homeOf(all, place)] : contenders(lanes, ({ lane }) => weightOf(lane, place), isCopied).map(({ lane }) => lane);
    for (const lane of homes) {
      const list = found.get(lane);
      if (list === undefined) found.set(lane, [address]);
      else list.push(address);
    }
  }
  return found;
}
