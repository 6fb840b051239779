// The routes of CARRIERS_FILE, checked against the carriers that there are.
import { StartupError } from '../platform/config.js';
import type { RoutedCarrier, Rule } from '../queue/routing.js';
import type { Channel } from '../queue/states.js';
import type { CarriersFile } from './carriers-file.js';

const CHANNELS: readonly Channel[] = ['text', 'voice'];
const NAME = /^[a-z\d][a-z\d-]{0,31}$/;
const PREFIX = /^\+[1-9]\d{0,14}$/;
const CONDITIONS = ['channel', 'tenant', 'sender', 'prefix'];
const FIELDS = ['name', ...CONDITIONS, 'carriers'];

/** @throws StartupError naming the place */
export function rulesOf({ label, routes }: CarriersFile, carriers: readonly RoutedCarrier[]): Rule[] {
  const names = new Set<string>();
  return routes.map((route, i) => {
    const rule = ruleOf(route, (field) => label(field === '' ? `routes[${i}]` : `routes[${i}].${field}`), carriers);
    if (names.has(rule.name))
      throw new StartupError(`${label(`routes[${i}].name`)} is another route’s name too. Correct it and start again.`);
    names.add(rule.name);
    return rule;
  });
}

function ruleOf(route: unknown, label: (field: string) => string, carriers: readonly RoutedCarrier[]): Rule {
  const refuse = (field: string, what: string): never => {
    throw new StartupError(`${label(field)} ${what}. Correct it and start again.`);
  };
  if (typeof route !== 'object' || route === null || Array.isArray(route)) return refuse('', 'must be an object');
  const fields = route as Record<string, unknown>;
  const unknown = Object.keys(fields).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) refuse(unknown, `means nothing: there are ${FIELDS.join(', ')}`);
  const { name } = fields;
  if (typeof name !== 'string' || !NAME.test(name)) return refuse('name', 'must be a name of a–z, 0–9 and -, 32 characters at most');
  /** One, or a list of some. */
  const list = (field: string, isGood: (item: string) => boolean, what: string): string[] => {
    const value = fields[field];
    const items: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (Array.isArray(value) && items.length === 0) return refuse(field, 'must not be empty: leave it out where it doesn’t matter');
    return items.map((item) => (typeof item === 'string' && isGood(item) ? item : refuse(field, `must be ${what}, or a list of such`)));
  };
  const isText = (item: string): boolean => item !== '';
  const isCarrier = (item: string): boolean => carriers.some((carrier) => carrier.name === item);
  const channels = CHANNELS.filter((channel) =>
    list('channel', (item) => CHANNELS.some((each) => each === item), 'text or voice').includes(channel),
  );
  const tried = list('carriers', isCarrier, `one of the carriers ${carriers.map((carrier) => carrier.name).join(', ')}`);
  if (tried.length === 0) refuse('carriers', 'is missing');
  if (new Set(tried).size < tried.length) refuse('carriers', 'names a carrier twice');
  for (const channel of channels)
    if (!carriers.some((carrier) => tried.includes(carrier.name) && carrier.channels.includes(channel)))
      refuse('carriers', `names none that serves ${channel}`);
  return {
    name,
    channels,
    tenants: list('tenant', isText, 'a name'),
    senders: list('sender', isText, 'a name'),
    prefixes: list('prefix', (item) => PREFIX.test(item), 'like +91').map((prefix) => prefix.slice(1)),
    carriers: tried,
  };
}
