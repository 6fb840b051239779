// The routes of PROVIDERS_FILE, checked against the configured providers.
import { StartupError } from '../platform/config/config.js';
import type { Channels } from '../queue/channels.js';
import type { RoutedProvider, Rule } from '../queue/routing.js';
import type { ProvidersFile } from './providers-file.js';

const NAME = /^[a-z\d][a-z\d-]{0,31}$/;

/** @throws StartupError that names the place */
export function rulesOf({ label, routes }: ProvidersFile, providers: readonly RoutedProvider[], channels: Channels): Rule[] {
  const names = new Set<string>();
  return routes.map((route, i) => {
    const rule = ruleOf(route, (field) => label(field === '' ? `routes[${i}]` : `routes[${i}].${field}`), providers, channels);
    if (names.has(rule.name))
      throw new StartupError(`${label(`routes[${i}].name`)} is another route’s name too. Correct it and start again.`);
    names.add(rule.name);
    return rule;
  });
}

function ruleOf(route: unknown, label: (field: string) => string, providers: readonly RoutedProvider[], channels: Channels): Rule {
  const refuse = (field: string, what: string): never => {
    throw new StartupError(`${label(field)} ${what}. Correct it and start again.`);
  };
  if (typeof route !== 'object' || route === null || Array.isArray(route)) return refuse('', 'must be an object');
  const fields = route as Record<string, unknown>;
  const patternFields = [...new Set(channels.all.map(({ patterns }) => patterns.field))];
  const known = ['name', 'channel', 'tenant', 'sender', ...patternFields, 'providers'];
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown !== undefined) refuse(unknown, `means nothing: there are ${known.join(', ')}`);
  const { name } = fields;
  if (typeof name !== 'string' || !NAME.test(name)) return refuse('name', 'must be a name of a–z, 0–9 and -, 32 characters at most');
  /** One value, or a list. */
  const list = (field: string, isGood: (item: string) => boolean, what: string): string[] => {
    const value = fields[field];
    const items: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (Array.isArray(value) && items.length === 0) return refuse(field, 'must not be empty: leave it out where it doesn’t matter');
    return items.map((item) => (typeof item === 'string' && isGood(item) ? item : refuse(field, `must be ${what}, or a list of such`)));
  };
  const isText = (item: string): boolean => item !== '';
  const isProvider = (item: string): boolean => providers.some((provider) => provider.name === item);
  const named = list('channel', (item) => channels.has(item), channels.all.map((each) => each.name).join(' or '));
  const given = patternFields.filter((field) => fields[field] !== undefined);
  if (given.length > 1) refuse(given[1] ?? '', `and ${given[0] ?? ''} are of different channels`);
  // A rule with addresses applies to the channels that have such addresses.
  const having = channels.all.filter(({ patterns }) => given.length === 0 || patterns.field === given[0]);
  const wrong = having.length === 0 ? undefined : named.find((name) => having.every((each) => each.name !== name));
  if (wrong !== undefined) refuse(given[0] ?? '', `says nothing of ${wrong}`);
  const served = named.length === 0 && having.length < channels.all.length ? having.map((each) => each.name) : named;
  const patterns = having[0]?.patterns;
  const tried = list('providers', isProvider, `one of the providers ${providers.map((provider) => provider.name).join(', ')}`);
  if (tried.length === 0) refuse('providers', 'is missing');
  if (new Set(tried).size < tried.length) refuse('providers', 'names a provider twice');
  for (const channel of named)
    if (!providers.some((provider) => tried.includes(provider.name) && provider.channels.includes(channel)))
      refuse('providers', `names none that serves ${channel}`);
  return {
    name,
    channels: served,
    tenants: list('tenant', isText, 'a name'),
    senders: list('sender', isText, 'a name'),
    addresses:
      patterns === undefined || given.length === 0
        ? []
        : list(patterns.field, (item) => patterns.read(item) !== undefined, `like ${patterns.example}`).map(
            (item) => patterns.read(item) ?? '',
          ),
    providers: tried,
  };
}
