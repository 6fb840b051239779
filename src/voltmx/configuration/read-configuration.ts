// Reads the configuration in a body (contract section 4): the provider, the values of its keys, and the flags. If a client sends back the
// mask of a secret, the stored secret stays.
import { isAbsent, isObject } from '../../requests/reading/validate.js';
import { hasControls } from '../../platform/labels.js';
import type { Fault } from '../../providers/stored/draft.js';
import { BadConfig } from '../../providers/stored/draft.js';
import { type ConfigKind, VOLTMX_PROVIDERS, type VoltmxProvider } from '../../providers/stored/voltmx-providers.js';

/** The mask that is shown instead of a secret. */
export const HIDDEN = '*******';

const FIELDS = ['provider', 'protocol', 'inboundEnabled', 'inboundSecurityEnabled', 'properties'];
/** The size limit of the body, in bytes. A private key takes half of it. */
const LONGEST = 8_192;
const MOST_PROPERTIES = 100;
const SHOWN_NAME = 64;

export interface Given {
  voltmxProvider: VoltmxProvider;
  values: ReadonlyMap<string, string>;
  inboundEnabled: boolean;
  inboundSecurityEnabled: boolean;
}

const isName = (value: unknown): value is string => typeof value === 'string';
const words = (all: Iterable<string>): string => [...new Set(all)].join(', ');

/** @throws BadConfig that names each faulty field and key */
export function readConfiguration(kind: ConfigKind, body: Record<string, unknown>): Given {
  const faults: Fault[] = [];
  const refuse = (field: string, message: string): void => void faults.push({ field: field.slice(0, SHOWN_NAME), message });
  for (const field of Object.keys(body)) if (!FIELDS.includes(field)) refuse(field, 'is not a known field');
  const voltmxProvider = voltmxProviderOf(kind, body, refuse);
  const inboundEnabled = flag(body.inboundEnabled, true, 'inboundEnabled', refuse);
  const inboundSecurityEnabled = flag(body.inboundSecurityEnabled, false, 'inboundSecurityEnabled', refuse);
  const given = propertiesOf(body.properties, refuse);
  const known = new Set(voltmxProvider?.keys.map(({ key }) => key));
  if (voltmxProvider !== undefined)
    for (const key of given.keys())
      if (!known.has(key)) refuse(key, `is not a key of ${voltmxProvider.provider} by ${voltmxProvider.protocol}`);
  if (voltmxProvider === undefined || faults.length > 0) throw new BadConfig(faults);
  // The keys are in the order of the provider, not of the client.
  const values = new Map([...known].flatMap((key) => (given.has(key) ? [[key, given.get(key) ?? ''] as const] : [])));
  return { voltmxProvider, values, inboundEnabled, inboundSecurityEnabled };
}

type Refuse = (field: string, message: string) => void;

function voltmxProviderOf(kind: ConfigKind, { provider, protocol }: Record<string, unknown>, refuse: Refuse): VoltmxProvider | undefined {
  const all = VOLTMX_PROVIDERS.filter((each) => each.kind === kind);
  const named = all.filter((each) => isName(provider) && each.provider === provider.toUpperCase());
  if (named.length === 0) {
    refuse('provider', isAbsent(provider) ? 'is missing' : `should be one of ${words(all.map((each) => each.provider))}`);
    return undefined;
  }
  const wanted = isAbsent(protocol) ? 'HTTP' : protocol;
  const found = named.find((each) => isName(wanted) && each.protocol === wanted.toUpperCase());
  if (found === undefined) refuse('protocol', `should be ${words(named.map((each) => each.protocol))}`);
  return found;
}

function flag(value: unknown, fallback: boolean, field: string, refuse: Refuse): boolean {
  if (isAbsent(value)) return fallback;
  const text = typeof value === 'boolean' || typeof value === 'string' ? String(value).toLowerCase() : '';
  if (text !== 'true' && text !== 'false') refuse(field, 'should be true or false');
  return text === 'true';
}

/** The properties that have a value. */
function propertiesOf(given: unknown, refuse: Refuse): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const seen = new Set<string>();
  if (!Array.isArray(given) || given.length > MOST_PROPERTIES) {
    refuse('properties', isAbsent(given) ? 'is missing' : 'should be a list of keys with their values');
    return values;
  }
  for (const [i, each] of (given as unknown[]).entries()) {
    if (!isObject(each) || !isName(each.key) || Object.keys(each).some((field) => field !== 'key' && field !== 'value')) {
      refuse(`properties[${i}]`, 'should be a key with its value');
      continue;
    }
    const { key, value } = each;
    if (seen.has(key)) refuse(key, 'is there twice');
    seen.add(key);
    if (isAbsent(value)) continue;
    const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : undefined;
    if (text === undefined || text.length > LONGEST) refuse(key, `should be a text of ${LONGEST} characters at most`);
    // A private key in PEM has line breaks.
    else if (hasControls(text) && !text.startsWith('-----BEGIN ')) refuse(key, 'should hold no control characters');
    else if (text !== '') values.set(key, text);
  }
  return values;
}
