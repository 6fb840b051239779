// Chooses the route of a message: the first matching rule by channel, tenant, sender and address, or the default route of the channel. The
// route is chosen once, at the submit; messages of one route wait in one queue. A tenant that has stored a provider of its own uses that
// provider alone, before any rule, from then on.
import { createHash } from 'node:crypto';
import type { Channels } from './channels.js';
import type { Matcher, Recipients } from './recipients.js';

export interface Rule {
  name: string;
  /** An empty list matches everything. */
  channels: readonly string[];
  tenants: readonly string[];
  senders: readonly string[];
  /** Patterns in the channel's notation: prefixes of numbers, domains. */
  addresses: readonly string[];
  /** In the order in which a message tries them. */
  providers: readonly string[];
}

export interface RoutedProvider {
  readonly name: string;
  readonly channels: readonly string[];
}

export interface From {
  tenant: string;
  sender: string | null;
}

/** Entries of one request with the same route: those after the previous part, up to position `last`. */
export interface Part {
  route: string;
  last: number;
}

export interface Partition {
  recipients: Recipients;
  parts: Part[];
}

/** The route of a tenant with its own provider for a channel: that provider alone. */
export interface OwnRoute {
  tenant: string;
  channel: string;
  provider: string;
  /** Since when the tenant has this provider. */
  since: Date;
  /** The most code points of a message; null = no limit. */
  maxLength: number | null;
}

export const DEFAULT_ROUTE = '';
/** Recipients that are processed between two yields. */
const STEP = 8_192;
/** The prefix of tenants' own routes; no configured route begins with it. */
const OWN = '@';

/** The name of a tenant's own route, the same in every channel. */
const ownRoute = (tenant: string): string => OWN + createHash('sha256').update(tenant).digest('hex').slice(0, 16);
const keyOf = (channel: string, name: string): string => `${channel}/${name}`;

const meets = (wanted: readonly string[], given: string | null): boolean =>
  wanted.length === 0 || (given !== null && wanted.includes(given));

export class Routing {
  private readonly rules: ReadonlyMap<string, readonly Rule[]>;
  private readonly prefixRoutes = new Map<string, PrefixRoutes>();
  /** Own routes by channel and tenant; `ownRoutes`: by channel and route. */
  private own: ReadonlyMap<string, OwnRoute & { route: string }> = new Map();
  private ownRoutes: ReadonlyMap<string, OwnRoute> = new Map();
  /** Counts the changes of tenants' own routes. */
  changes = 0;

  /** @param providers all providers, in the order in which the default routes try them */
  constructor(
    private readonly providers: readonly RoutedProvider[],
    rules: readonly Rule[],
    private readonly channels: Channels,
  ) {
    const of = (channel: string): Rule[] =>
      rules
        .filter(({ channels }) => meets(channels, channel))
        .map((rule) => ({ ...rule, providers: this.serving(channel, rule.providers) }))
        .filter((rule) => rule.providers.length > 0);
    this.rules = new Map(channels.all.map(({ name }) => [name, of(name)]));
  }

  /** A text of everything that decides the route of a channel's messages; its hash is the routing fingerprint. */
  descriptionOf(channel: string): string {
    const serving = this.providers.filter(({ channels }) => channels.includes(channel)).map(({ name }) => name);
    return JSON.stringify([serving, this.rulesOf(channel)]);
  }

  /** Replaces the tenants' own routes. */
  setOwn(routes: readonly OwnRoute[]): void {
    this.own = new Map(routes.map((own) => [keyOf(own.channel, own.tenant), { ...own, route: ownRoute(own.tenant) }]));
    this.ownRoutes = new Map([...this.own.values()].map((own) => [keyOf(own.channel, own.route), own]));
    this.changes++;
  }

  ownOf(channel: string, tenant: string): OwnRoute | undefined {
    return this.own.get(keyOf(channel, tenant));
  }

  /** The own route of a tenant for a channel; undefined: the rules decide. */
  ownRouteOf(channel: string, tenant: string): string | undefined {
    return this.own.get(keyOf(channel, tenant))?.route;
  }

  /** The number of tenants' own routes. */
  get ownCount(): number {
    return this.own.size;
  }

  /** True for a tenant's own route, also for one that is not known in this process. */
  isOwn(route: string): boolean {
    return route.startsWith(OWN);
  }

  /** The names of a channel's routes, without tenants' own. @param sender only routes that this sender's messages may use */
  routesOf(channel: string, sender?: string): string[] {
    const rules = this.rulesOf(channel).filter(({ senders }) => sender === undefined || meets(senders, sender));
    return [...rules.map(({ name }) => name), DEFAULT_ROUTE];
  }

  has(channel: string, route: string): boolean {
    return route === DEFAULT_ROUTE || this.ownRoutes.has(keyOf(channel, route)) || this.rulesOf(channel).some(({ name }) => name === route);
  }

  /** The providers of a route in order. A route that is no longer configured has the providers of the default route. */
  providersOf(channel: string, route: string): readonly string[] {
    const own = this.ownRoutes.get(keyOf(channel, route));
    if (own !== undefined) return [own.provider];
    const rule = this.rulesOf(channel).find(({ name }) => name === route);
    const all = this.providers.map(({ name }) => name);
    return rule?.providers ?? this.serving(channel, all);
  }

  routeOf(channel: string, from: From, address: string): string {
    const own = this.ownRouteOf(channel, from.tenant);
    if (own !== undefined) return own;
    const prefixRoutes = this.prefixRoutesOf(channel, from);
    return prefixRoutes.routes[prefixRoutes.matcher?.ofAddress(address) ?? 0] ?? DEFAULT_ROUTE;
  }

  /**
   * Orders the recipients of a request by their routes: the routes in their own order, the recipients of a route in the given order. If all
   * recipients have one route, and the rules show it without their addresses, nothing is copied; otherwise a million numbers take about 0.1
   * s and 10 MB. Yields between its steps.
   */
  *partition(channel: string, from: From, recipients: Recipients): Generator<undefined, Partition> {
    const { length } = recipients;
    const own = this.ownRouteOf(channel, from.tenant);
    if (own !== undefined) return { recipients, parts: [{ route: own, last: length }] };
    const { routes, matcher } = this.prefixRoutesOf(channel, from);
    if (matcher === undefined) return { recipients, parts: [{ route: routes[0] ?? DEFAULT_ROUTE, last: length }] };
    const chosen = new Uint16Array(length);
    const next = new Uint32Array(routes.length);
    for (let i = 0; i < length; i++) {
      const index = matcher.of(recipients, i);
      chosen[i] = index;
      next[index] = (next[index] ?? 0) + 1;
      if (i % STEP === STEP - 1) yield;
    }
    const parts: Part[] = [];
    let last = 0;
    for (const [index, route] of routes.entries()) {
      const size = next[index] ?? 0;
      next[index] = last;
      last += size;
      if (size > 0) parts.push({ route, last });
    }
    if (parts.length === 1) return { recipients, parts };
    const places = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const index = chosen[i] ?? 0;
      const place = next[index] ?? 0;
      places[i] = place;
      next[index] = place + 1;
      if (i % STEP === STEP - 1) yield;
    }
    return { recipients: recipients.reordered(places), parts };
  }

  private rulesOf(channel: string): readonly Rule[] {
    return this.rules.get(channel) ?? [];
  }

  private serving(channel: string, names: readonly string[]): string[] {
    return names.filter((name) => this.providers.some((provider) => provider.name === name && provider.channels.includes(channel)));
  }

  /** The rules that a sender's messages match, apart from their addresses. Few combinations exist, so each is cached. */
  private prefixRoutesOf(channel: string, { tenant, sender }: From): PrefixRoutes {
    const met = this.rulesOf(channel).filter(({ tenants, senders }) => meets(tenants, tenant) && meets(senders, sender));
    const key = [channel, ...met.map(({ name }) => name)].join('\n');
    let prefixRoutes = this.prefixRoutes.get(key);
    if (prefixRoutes === undefined) this.prefixRoutes.set(key, (prefixRoutes = this.routesBy(channel, met)));
    return prefixRoutes;
  }

  /** The routes of rules up to the first that has no address patterns. */
  private routesBy(channel: string, met: readonly Rule[]): PrefixRoutes {
    const end = met.findIndex(({ addresses }) => addresses.length === 0);
    const before = end < 0 ? met : met.slice(0, end);
    const routes = [...before.map(({ name }) => name), end < 0 ? DEFAULT_ROUTE : (met[end]?.name ?? DEFAULT_ROUTE)];
    if (before.length === 0) return { routes };
    return { routes, matcher: this.channels.named(channel).patterns.matcher(before.map(({ addresses }) => addresses)) };
  }
}

interface PrefixRoutes {
  /** In the order of the rules; the last route is for all other addresses. */
  routes: readonly string[];
  /** Finds the index of an address's route; undefined: there is only one route. */
  matcher?: Matcher;
}
