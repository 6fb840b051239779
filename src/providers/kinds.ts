// The kinds of providers. A new kind for phones is one more line here, and a folder beside simulator/. Modules add kinds of their own
// (engagement-module.ts).
import { SETTINGS } from '../platform/config/config.js';
import type { Config } from '../platform/config/config.js';
import type { Provider, ProviderContext } from './provider.js';
import { propertiesOf, type SettingsClass, validated, variableOf } from './settings.js';
import { Clickatell } from './clickatell/clickatell.js';
import { ClickatellSettings } from './clickatell/clickatell-settings.js';
import { SimulatorSettings } from './simulator/simulator-settings.js';
import { Simulator } from './simulator/simulator.js';
import { Smpp } from './smpp/smpp.js';
import { SmppSettings } from './smpp/smpp-settings.js';
import { Twilio } from './twilio/twilio.js';
import { TwilioSettings } from './twilio/twilio-settings.js';
import { Vonage } from './vonage/vonage.js';
import { VonageSettings } from './vonage/vonage-settings.js';

export interface Kind {
  readonly settings: SettingsClass;
  /**
   * @param label the name of a setting in a sentence
   * @throws StartupError for invalid settings
   */
  prepare(
    given: Readonly<Record<string, unknown>>,
    label: (property: string) => string,
  ): (context: ProviderContext, config: Config) => Provider;
}

export type Kinds = Readonly<Record<string, Kind>>;

export const kind = <S extends object>(
  settings: SettingsClass<S>,
  make: (settings: S, context: ProviderContext, config: Config) => Provider,
): Kind => ({
  settings,
  prepare(given, label) {
    const own = validated(settings, given, label);
    return (context, config) => make(own, context, config);
  },
});

export const KINDS = {
  simulator: kind(SimulatorSettings, (settings, { name }, config) => Simulator.from(config, settings, name)),
  twilio: kind(TwilioSettings, (settings, context) => Twilio.from(settings, context)),
  vonage: kind(VonageSettings, (settings, context) => Vonage.from(settings, context)),
  clickatell: kind(ClickatellSettings, (settings, context) => Clickatell.from(settings, context)),
  smpp: kind(SmppSettings, (settings, context) => Smpp.from(settings, context)),
} satisfies Kinds;

/** The server's own kinds and those of its modules. @throws Error for two kinds of one name */
export function kindsWith(added: readonly Kinds[]): Kinds {
  const all: Record<string, Kind> = { ...KINDS };
  for (const [name, each] of added.flatMap((kinds) => Object.entries(kinds))) {
    if (Object.hasOwn(all, name)) throw new Error(`Two kinds of providers have the name ${name}`);
    all[name] = each;
  }
  return all;
}

/** A setting of a kind, in the form of an environment variable. */
export interface KindVariable {
  name: string;
  about: string;
  fallback: string;
}

/** The kinds whose settings platform/config.ts does not list itself. */
export const variablesOf = (name: string, { settings }: Kind): KindVariable[] =>
  propertiesOf(settings)
    .map(({ name: property, about, fallback }) => ({
      name: variableOf(name, property),
      about,
      fallback: ['string', 'number', 'boolean'].includes(typeof fallback)
        ? String(fallback)
        : Array.isArray(fallback)
          ? fallback.join(',')
          : '',
    }))
    .filter((variable) => !Object.hasOwn(SETTINGS, variable.name));

/** The variables of all kinds, also those that name files. */
export const providerSettingNames = (kinds: Kinds = KINDS): string[] =>
  Object.entries(kinds)
    .flatMap(([name, each]) => variablesOf(name, each))
    .flatMap(({ name }) => [name, `${name}_FILE`]);

/** The lines for `npm start -- --help`. */
export function describeKinds(kinds: Kinds = KINDS): string {
  const all = Object.entries(kinds).map(([name, each]) => ({ name, variables: variablesOf(name, each) }));
  const width = Math.max(...all.flatMap(({ variables }) => variables.map((variable) => variable.name.length)));
  return all
    .filter(({ variables }) => variables.length > 0)
    .map(({ name, variables }) => {
      const lines = variables.map((each) =>
        `  ${each.name.padEnd(width)}  ${each.about}${each.fallback === '' ? '' : ` [${each.fallback}]`}`.trimEnd(),
      );
      return [`Where PROVIDERS names ${name} (each also as NAME_FILE, a file that holds it):`, ...lines].join('\n');
    })
    .join('\n\n');
}
