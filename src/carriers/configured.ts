// Which carriers are configured, by the environment (CARRIERS=twilio,vonage) or by a mounted file (CARRIERS_FILE); checked whole before
// the first is made.
import { type Config, StartupError } from '../platform/config.js';
import type { Carrier } from './carrier.js';
import { carriersFile } from './carriers-file.js';
import { type Kind, type Kinds, KINDS } from './kinds.js';
import { fromObject, fromVariables, variableOf } from './settings.js';

export interface ConfiguredCarrier {
  name: string;
  kind: string;
  make: () => Carrier;
}

function kindNamed(kinds: Kinds, name: string, where: string): Kind {
  const found = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (found !== undefined) return found;
  throw new StartupError(`${where} names ${name}, which is no kind of carrier: there are ${Object.keys(kinds).join(', ')}.`);
}

/** In the order in which they are tried. @throws StartupError naming what is wrong or missing */
export function configuredCarriers(config: Config, kinds: Kinds = KINDS): ConfiguredCarrier[] {
  const carrier = (name: string, kind: string, make: ReturnType<Kind['prepare']>): ConfiguredCarrier => {
    const callbackUrl = config.PUBLIC_URL === '' ? undefined : `${config.PUBLIC_URL}/carriers/${name.toLowerCase()}`;
    return { name, kind, make: () => make({ name, callbackUrl }, config) };
  };
  const file = carriersFile(config);
  if (file?.carriers !== undefined)
    return Object.entries(file.carriers).map(([name, { kind, ...given }]: [string, { kind?: unknown }]) => {
      const label = (property: string): string => file.label(`carriers.${name}.${property}`);
      if (typeof kind !== 'string') throw new StartupError(`${label('kind')} must be one of ${Object.keys(kinds).join(', ')}.`);
      const found = kindNamed(kinds, kind, label('kind'));
      return carrier(name, kind, found.prepare(fromObject(found.settings, given, label), label));
    });
  const names = config.CARRIERS.map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) throw new StartupError('CARRIERS names a kind twice: use CARRIERS_FILE for two of a kind.');
  return names.map((name) => {
    const found = kindNamed(kinds, name, 'CARRIERS');
    const given = fromVariables(name, found.settings, config.carrierVariables);
    const label = (property: string): string => variableOf(name, property);
    return carrier(name.toUpperCase(), name, found.prepare(given, label));
  });
}

/** As commands and statuses name them. Their settings may be missing: who stops a carrier needs none of its secrets. */
export function carrierNames(config: Config): string[] {
  const file = carriersFile(config);
  return file?.carriers === undefined ? config.CARRIERS.map((name) => name.toUpperCase()) : Object.keys(file.carriers);
}
