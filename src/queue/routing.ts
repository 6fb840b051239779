// Which way a message goes: the first rule that it meets, by channel, tenant, sender and the beginning of its number, or the default route
// of its channel. Chosen once, when it is submitted; whatever goes one way waits in one queue. A tenant that has stored a carrier of its own
// goes its own way, before any rule, from then on.
import { createHash } from 'node:crypto';
import type { Channel } from './states.js';

export interface Rule {
  name: string;
  /** What is empty is met by all. */
  channels: readonly Channel[];
  tenants: readonly string[];
  senders: readonly string[];
  /** Digits, without `+`. */
  prefixes: readonly string[];
  /** In the order in which they are tried. */
  carriers: readonly string[];
}

export interface RoutedCarrier {
  readonly name: string;
  readonly channels: readonly Channel[];
}

export interface From {
  tenant: string;
  sender: string | null;
}

/** Entries of one request that go the same way: those after the part before, up to position `last`. */
export interface Part {
  route: string;
  last: number;
}

export interface Partition {
  numbers: Float64Array;
  parts: Part[];
}

/** The way of a tenant that has a carrier of its own for a channel: that one alone. */
export interface OwnWay {
  tenant: string;
  channel: Channel;
  carrier: string;
  /** Since when it is that carrier. */
  since: Date;
  /** Code points of a message. */
  maxLength: number | null;
}

export const DEFAULT_ROUTE = '';
/** Numbers that are looked at between two looks at the clock. */
const STEP = 8_192;
/** No configured route begins with it. */
const OWN = '@';

/** What a tenant's own way is called, in both channels. */
const ownRoute = (tenant: string): string => OWN + createHash('sha256').update(tenant).digest('hex').slice(0, 16);
const keyOf = (channel: Channel, name: string): string => `${channel}/${name}`;

const meets = (wanted: readonly string[], given: string | null): boolean =>
  wanted.length === 0 || (given !== null && wanted.includes(given));

export class Routing {
  /** All that decides which way a message goes. */
  readonly description: string;
  private readonly rules: Readonly<Record<Channel, readonly Rule[]>>;
  private readonly ways = new Map<string, Ways>();
  /** By channel and tenant; and by channel and route. */
  private own: ReadonlyMap<string, OwnWay & { route: string }> = new Map();
  private ownRoutes: ReadonlyMap<string, OwnWay> = new Map();
  /** How often the tenants' own ways have become others. */
  changes = 0;

  /** @param carriers all of them, in the order in which the default routes try them */
  constructor(
    private readonly carriers: readonly RoutedCarrier[],
    rules: readonly Rule[] = [],
  ) {
    const of = (channel: Channel): Rule[] =>
      rules
        .filter(({ channels }) => meets(channels, channel))
        .map((rule) => ({ ...rule, carriers: this.serving(channel, rule.carriers) }))
        .filter((rule) => rule.carriers.length > 0);
    this.rules = { text: of('text'), voice: of('voice') };
    this.description = JSON.stringify([carriers.map(({ name, channels }) => [name, channels]), rules]);
  }

  /** From now on. */
  setOwn(ways: readonly OwnWay[]): void {
    this.own = new Map(ways.map((way) => [keyOf(way.channel, way.tenant), { ...way, route: ownRoute(way.tenant) }]));
    this.ownRoutes = new Map([...this.own.values()].map((way) => [keyOf(way.channel, way.route), way]));
    this.changes++;
  }

  ownOf(channel: Channel, tenant: string): OwnWay | undefined {
    return this.own.get(keyOf(channel, tenant));
  }

  /** Where a tenant's messages of a channel wait, whatever they meet; undefined: where the rules say. */
  ownRouteOf(channel: Channel, tenant: string): string | undefined {
    return this.own.get(keyOf(channel, tenant))?.route;
  }

  /** How many ways are tenants' own. */
  get ownCount(): number {
    return this.own.size;
  }

  /** Whether a route is a tenant's own, also where it is not known here. */
  isOwn(route: string): boolean {
    return route.startsWith(OWN);
  }

  /** The names of a channel's routes, without the tenants' own. @param sender those that its messages may go */
  routesOf(channel: Channel, sender?: string): string[] {
    const rules = this.rules[channel].filter(({ senders }) => sender === undefined || meets(senders, sender));
    return [...rules.map(({ name }) => name), DEFAULT_ROUTE];
  }

  has(channel: Channel, route: string): boolean {
    return route === DEFAULT_ROUTE || this.ownRoutes.has(keyOf(channel, route)) || this.rules[channel].some(({ name }) => name === route);
  }

  /** What tries to send, in order. A route that is no longer configured is the channel's default one. */
  carriersOf(channel: Channel, route: string): readonly string[] {
    const own = this.ownRoutes.get(keyOf(channel, route));
    if (own !== undefined) return [own.carrier];
    const rule = this.rules[channel].find(({ name }) => name === route);
    const all = this.carriers.map(({ name }) => name);
    return rule?.carriers ?? this.serving(channel, all);
  }

  /** @param mobile E.164 with `+` */
  routeOf(channel: Channel, from: From, mobile: string): string {
    const own = this.ownRouteOf(channel, from.tenant);
    if (own !== undefined) return own;
    const ways = this.waysOf(channel, from);
    return ways.routes[ways.of(Number(mobile.slice(1)))] ?? DEFAULT_ROUTE;
  }

  /**
   * Orders the numbers of a request by their routes: the routes in their own order, within each as they came. Where all go one way, and
   * that is known without a look at them, nothing is copied; else a million take about 0.1 s and 10 MB. Yields between its steps.
   */
  *partition(channel: Channel, from: From, numbers: Float64Array): Generator<undefined, Partition> {
    const own = this.ownRouteOf(channel, from.tenant);
    if (own !== undefined) return { numbers, parts: [{ route: own, last: numbers.length }] };
    const ways = this.waysOf(channel, from);
    const { routes } = ways;
    if (routes.length === 1) return { numbers, parts: [{ route: routes[0] ?? DEFAULT_ROUTE, last: numbers.length }] };
    const chosen = new Uint16Array(numbers.length);
    const next = new Uint32Array(routes.length);
    for (let i = 0; i < numbers.length; i++) {
      const way = ways.of(numbers[i] ?? 0);
      chosen[i] = way;
      next[way] = (next[way] ?? 0) + 1;
      if (i % STEP === STEP - 1) yield;
    }
    const parts: Part[] = [];
    let last = 0;
    for (const [way, route] of routes.entries()) {
      const size = next[way] ?? 0;
      next[way] = last;
      last += size;
      if (size > 0) parts.push({ route, last });
    }
    if (parts.length === 1) return { numbers, parts };
    const ordered = new Float64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      const way = chosen[i] ?? 0;
      const place = next[way] ?? 0;
      ordered[place] = numbers[i] ?? 0;
      next[way] = place + 1;
      if (i % STEP === STEP - 1) yield;
    }
    return { numbers: ordered, parts };
  }

  private serving(channel: Channel, names: readonly string[]): string[] {
    return names.filter((name) => this.carriers.some((carrier) => carrier.name === name && carrier.channels.includes(channel)));
  }

  /** The rules that all messages of a sender meet but for their numbers. Few different ones, so they are kept. */
  private waysOf(channel: Channel, { tenant, sender }: From): Ways {
    const met = this.rules[channel].filter(({ tenants, senders }) => meets(tenants, tenant) && meets(senders, sender));
    const key = met.map(({ name }) => name).join('\n');
    let ways = this.ways.get(key);
    if (ways === undefined) this.ways.set(key, (ways = new Ways(met)));
    return ways;
  }
}

const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/** Rules that differ by prefix alone, up to the first that has none. */
class Ways {
  /** In the order of the rules; the last is that of all other numbers. */
  readonly routes: readonly string[];
  /** The first rule that a prefix leads to. No prefix begins with 0, so its digits are a number. */
  private readonly first = new Map<number, number>();
  private readonly longest: number;

  constructor(rules: readonly Rule[]) {
    const end = rules.findIndex(({ prefixes }) => prefixes.length === 0);
    const before = end < 0 ? rules : rules.slice(0, end);
    this.routes = [...before, ...rules.slice(before.length, before.length + 1)].map(({ name }) => name);
    if (end < 0) this.routes = [...this.routes, DEFAULT_ROUTE];
    for (const [way, { prefixes }] of before.entries())
      for (const prefix of prefixes.map(Number)) if (!this.first.has(prefix)) this.first.set(prefix, way);
    this.longest = Math.max(0, ...before.flatMap(({ prefixes }) => prefixes.map(({ length }) => length)));
  }

  /** Which of the routes a number goes. */
  of(number: number): number {
    let way = this.routes.length - 1;
    if (this.longest === 0) return way;
    let digits = 1;
    while (digits < MOST_DIGITS && number >= (POWERS[digits] ?? Infinity)) digits++;
    // Exact: a number has 15 digits at most.
    let head = digits <= this.longest ? number : Math.floor(number / (POWERS[digits - this.longest] ?? 1));
    for (; head > 0; head = Math.floor(head / 10)) {
      const found = this.first.get(head);
      if (found !== undefined && found < way) way = found;
    }
    return way;
  }
}
