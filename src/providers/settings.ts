// The settings of a kind of provider: a class that class-validator checks. The names of the variables, the parsing and the lines of
// `--help` are derived from the class. Each fault is one sentence without the value, which may be a secret.
import { getMetadataStorage, validateSync } from 'class-validator';
import { contentOf, StartupError } from '../platform/config/config.js';

export type SettingsClass<S extends object = object> = new () => S;

type Type = 'text' | 'number' | 'boolean' | 'list' | 'object';

interface Property {
  name: string;
  type: Type;
  /** The default; undefined if the setting is required or has none. */
  fallback: unknown;
  about: string;
}

const texts = new Map<object, Map<PropertyKey, string>>();

/** The meaning of a setting in one phrase, for `npm start -- --help`. */
export const About =
  (about: string): PropertyDecorator =>
  (target, property) => {
    const own = texts.get(target) ?? new Map<PropertyKey, string>();
    texts.set(target, own.set(property, about));
  };

/** The validators that determine the type of a property; a property with none of them is a text. */
const TYPES: Readonly<Record<string, Type>> = {
  ...{ isArray: 'list', isBoolean: 'boolean', isObject: 'object' },
  ...{ isInt: 'number', isNumber: 'number', isPositive: 'number', min: 'number', max: 'number' },
};

/** The properties with a decorator of class-validator, in the order of the class. */
export function propertiesOf(settings: SettingsClass): Property[] {
  const defaults = new Map<string, unknown>(Object.entries(new settings()));
  const types = new Map<string, Type>();
  for (const { propertyName, name = '', each } of getMetadataStorage().getTargetValidationMetadatas(settings, '', true, false)) {
    const type: Type = each ? 'list' : (TYPES[name] ?? 'text');
    const known = types.get(propertyName) ?? 'text';
    types.set(propertyName, known === 'text' ? type : known === 'number' && type === 'list' ? type : known);
  }
  return [...types].map(([name, type]) => ({ name, type, fallback: defaults.get(name), about: aboutOf(settings, name) }));
}

/** The phrase of the class or of a class that it extends. */
function aboutOf(settings: SettingsClass, name: string): string {
  for (let of: unknown = settings.prototype; of instanceof Object; of = Object.getPrototypeOf(of)) {
    const about = texts.get(of)?.get(name);
    if (about !== undefined) return about;
  }
  return '';
}

/** `accountSid` of twilio: TWILIO_ACCOUNT_SID. */
export const variableOf = (kind: string, property: string): string =>
  `${kind}_${property.replace(/([a-z\d])([A-Z])/g, '$1_$2')}`.toUpperCase();

function read(label: string, type: Type, text: string): unknown {
  const refuse = (what: string): never => {
    throw new StartupError(`${label} must be ${what}. Correct it and start again.`);
  };
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : refuse('a number');
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : refuse('true or false');
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'object':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return refuse('JSON');
      }
  }
}

/**
 * The settings from the environment: TWILIO_AUTH_TOKEN, or the file that TWILIO_AUTH_TOKEN_FILE names.
 * @throws StartupError
 */
export function fromVariables(kind: string, settings: SettingsClass, variables: Readonly<Record<string, string>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const { name, type } of propertiesOf(settings)) {
    const variable = variableOf(kind, name);
    const file = variables[`${variable}_FILE`];
    const text = file === undefined ? variables[variable] : contentOf(`${variable}_FILE`, file);
    if (text !== undefined) found[name] = read(variable, type, text);
  }
  return found;
}

/**
 * The settings from a file: `authToken`, or the file that `authTokenFile` names.
 * @param label the name of a setting in a sentence
 * @throws StartupError
 */
export function fromObject(settings: SettingsClass, given: object, label: (property: string) => string): Record<string, unknown> {
  const known = new Set(propertiesOf(settings).map(({ name }) => name));
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    const secret = /^(.+)File$/.exec(name)?.[1] ?? '';
    if (known.has(name)) found[name] ??= value;
    else if (known.has(secret) && typeof value === 'string') found[secret] = contentOf(label(name), value);
    else throw new StartupError(`${label(name)} is not a setting: there are ${[...known].join(', ')}. Correct it and start again.`);
  }
  return found;
}

/** The faults with their settings, for callers that show other names than a start does. */
export class SettingsError extends StartupError {
  constructor(
    readonly faults: readonly { property: string; message: string }[],
    label: (property: string) => string,
  ) {
    const sentences = faults.map(({ property, message }) => `${label(property)}${message.startsWith(':') ? '' : ' '}${message}.`);
    super(`${sentences.join(' ')} Correct that and start again.`);
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** @throws StartupError with a sentence for each setting that is missing or wrong */
export function validated<S extends object>(
  settings: SettingsClass<S>,
  given: Readonly<Record<string, unknown>>,
  label: (property: string) => string,
): S {
  const value = new settings();
  for (const [name, each] of Object.entries(given)) if (!isAbsent(each)) Object.assign(value, { [name]: each });
  const faults = validateSync(value, { stopAtFirstError: true, forbidUnknownValues: true }).map(
    ({ property, value: wrong, constraints }) => {
      if (isAbsent(wrong)) return { property, message: 'is missing' };
      const message = Object.values(constraints ?? {})[0] ?? `${property} is not valid`;
      return { property, message: message.startsWith(property) ? message.slice(property.length + 1) : `: ${message}` };
    },
  );
  if (faults.length > 0) throw new SettingsError(faults, label);
  return value;
}
