// The only reader of the environment. One table holds every setting, its default and its meaning. The parser, `npm start -- --help` and the
// table in docs/reference/settings.md (a test compares them) are made from it.
import { contentOf, type Kind, parseSetting, type Setting } from './parse-setting.js';
import { faultsBetween } from './settings-agree.js';
import { StartupError } from './startup-error.js';
import { formerNames } from './former-names.js';
import { lookalikes } from './misspelt.js';
import type { SettingsTable, ValuesOf } from './settings.js';

export { contentOf, type Setting } from './parse-setting.js';
export type { Role } from './settings.js';
export { StartupError } from './startup-error.js';

export const setting = <K extends Kind>(kind: K, fallback: string, about: string, more: Partial<Setting> = {}): Setting & { kind: K } => ({
  ...more,
  kind,
  fallback,
  about,
});

export const SETTINGS = {
  NODE_ENV: setting('environment', 'development', '`production` refuses to start with the simulator, weak secrets or plain http'),
  ALLOW_SIMULATOR: setting('boolean', 'false', 'permit the simulator in production; its messages reach nobody'),
  ALLOW_PLAIN_HTTP: setting('boolean', 'false', 'permit JWT_JWKS_URL, PUBLIC_URL and BASIC_AUTH without https in production'),
  HOST: setting('string', '127.0.0.1', 'address to listen on; `0.0.0.0` for every interface'),
  PORT: setting('int', '3000', 'port to listen on; 0 = any free port', { min: 0, max: 65_535 }),
  ROLE: setting('role', 'all', '`api` answers HTTP, `worker` hands messages over (and answers /health), `all` does both'),
  DATABASE_URL: setting('database', '', 'PostgreSQL 15 or newer; absent = an embedded one in DATA_DIR', { secret: true }),
  DATA_DIR: setting('string', 'data', 'folder of the embedded PostgreSQL, the development secrets and the simulator ledger'),
  LANES: setting('lanes', '0', 'lanes (0–1023, comma-separated) for new requests and for workers'),
  JWT_SECRET: setting('string', '', 'HS256 secret of the access tokens (32 bytes or more in production)', { secret: true }),
  JWT_JWKS_URL: setting('string', '', 'address of a JWKS with RS256 / ES256 keys, instead of JWT_SECRET'),
  JWT_PUBLIC_KEY: setting('string', '', 'PEM public key (RSA = RS256, P-256 = ES256), instead of JWT_SECRET', { secret: true }),
  JWT_ISSUER: setting('string', 'engagement-server', 'required `iss` of a token'),
  JWT_AUDIENCE: setting('string', 'engagement-server', 'required `aud` of a token'),
  JWT_TENANT_CLAIM: setting('string', 'tenant', 'claim that names the tenant'),
  JWT_SCOPE_CLAIM: setting('string', 'scope', 'claim that holds the scopes (space-separated, or an array)'),
  JWT_DEFAULT_TENANT: setting('string', '', 'tenant of tokens without that claim; empty = such tokens are refused'),
  JWT_DEFAULT_SCOPES: setting('string', '', 'scopes (space-separated) of tokens without that claim'),
  OIDC_ISSUER: setting('string', '', 'OpenID Connect provider for sign-ins (docs/guides/console.md); empty = sign-in by token alone'),
  OIDC_CLIENT_ID: setting('string', '', 'client ID of this server at the OpenID Connect provider'),
  OIDC_CLIENT_SECRET: setting('string', '', 'secret of that client; empty = a public client, with PKCE alone', { secret: true }),
  OIDC_SCOPES: setting('string', 'openid', 'scopes to request from the OpenID Connect provider, space-separated'),
  OIDC_AUDIENCE: setting(
    'string',
    '',
    'audience to request from the OpenID Connect provider (docs/guides/console.md); empty = its default',
  ),
  BASIC_AUTH: setting('boolean', 'false', 'accept HTTP Basic of console users (`npm run user`)'),
  TRUST_PROXY: setting(
    'trust',
    'false',
    'proxies whose X-Forwarded-For is believed: addresses / CIDR ranges, or their number (docs/guides/proxy.md)',
  ),
  LOG_LEVEL: setting('level', 'info', '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`'),
  DOCS: setting('boolean', 'true', 'serve Swagger UI at `/docs` and the OpenAPI document at `/openapi.json`'),
  METHOD_OVERRIDE: setting('boolean', 'true', 'accept `X-HTTP-Method-Override: DELETE` on a POST to the cancel path'),
  RATE_LIMIT: setting('int', '12000', 'requests a caller (without good credentials: an address) may make in RATE_WINDOW_MS; 0 = no limit'),
  RATE_WINDOW_MS: setting('int', '60000', 'length of that window, milliseconds', { min: 100 }),
  BODY_LIMIT_BYTES: setting('int', '134217728', 'largest request body, bytes', { min: 1_024 }),
  REQUEST_TIMEOUT_MS: setting('int', '60000', 'time limit for a client to send its whole request, milliseconds', { min: 100 }),
  MAX_RECIPIENTS: setting('int', '1000000', 'recipients of one request', { min: 1, max: 1_000_000 }),
  MAX_VALUES: setting('int', '50', 'values of one recipient, for merge tags', { min: 0, max: 1_000 }),
  MAX_VALUES_BYTES: setting('int', '4096', 'size of one recipient’s values, names and texts together, bytes', { min: 0, max: 65_536 }),
  MAX_OPEN_ENTRIES: setting(
    'int',
    '0',
    'entries of a tenant that may wait at once in the channels of one module (SMS: texts and calls together); a submit beyond it is refused; 0 = no limit',
  ),
  SCHEDULE_HORIZON_DAYS: setting('int', '3650', 'latest start or expiry, days from now', { min: 1, max: 36_500 }),
  DATABASE_POOL: setting('int', '16', 'connections for submits and reads, of each process', { min: 2, max: 500 }),
  CANCEL_POOL: setting('int', '4', 'connections reserved for cancels, of each process', { min: 1, max: 100 }),
  DISPATCH_POOL: setting('int', '3', 'connections of the dispatcher, of each process', { min: 2, max: 100 }),
  INTAKE_POOL: setting('int', '2', 'connections for receipts and inbound messages, of each process', { min: 1, max: 100 }),
  BATCH_SIZE: setting('int', '200', 'greatest number of entries of one claim', { min: 1, max: 1_000 }),
  // The maximum is bounded because providers are searched for messages that left some minutes around the end of a lease.
  LEASE_MS: setting('int', '30000', 'length of a lease, milliseconds', { min: 200, max: 300_000 }),
  PROVIDER_TIMEOUT_MS: setting('int', '5000', 'time limit of a provider’s answer; a later one counts as lost (in doubt), milliseconds', {
    min: 10,
  }),
  POLL_MS: setting('int', '1000', 'longest pause of an idle dispatcher, and pause of its lease rescuer, milliseconds', { min: 10 }),
  RETRY_BASE_MS: setting('int', '1000', 'first pause after a temporary failure, milliseconds; doubles with each attempt, with jitter', {
    min: 1,
  }),
  RETRY_MAX_MS: setting('int', '300000', 'longest pause after a temporary failure, milliseconds', { min: 1 }),
  RETRY_ATTEMPTS: setting('int', '20', 'attempts after which a temporary failure is final (Undelivered)', { min: 1, max: 1_000 }),
  DOWNLOADS: setting('int', '4', 'CSV downloads that a caller may have open at one process; all callers together: four times as many', {
    min: 1,
  }),
  DOWNLOAD_IDLE_MS: setting('int', '60000', 'time after which a download that the client does not read is cut off, milliseconds', {
    min: 10,
  }),
  RETENTION_DAYS: setting('int', '90', 'days from the last change of a finished request to its removal, with its entries; 0 = never', {
    min: 0,
    max: 36_500,
  }),
  BREAKER_FAILURES: setting('int', '10', 'lost answers in a row after which a provider is treated as dead', { min: 1 }),
  BREAKER_PAUSE_MS: setting('int', '5000', 'pause before one message tries a provider that is treated as dead, milliseconds', { min: 10 }),
  PROVIDERS: setting('list', 'simulator', 'kinds of providers, in order of preference, comma-separated; each has settings of its own'),
  PROVIDERS_FILE: setting('string', '', 'JSON file with providers (instead of PROVIDERS) and routes; see docs/guides/providers/routing.md'),
  CONFIG_KEY: setting('key', '', 'key that encrypts the secrets of stored providers: 32 random bytes, hex or base64', { secret: true }),
  PROVIDER_HOSTS: setting('list', '', 'hosts (or `host:port`) that stored providers may use beside the vendors’ own, comma-separated'),
  PUBLIC_URL: setting(
    'address',
    '',
    'address at which providers (receipts) and browsers (return from OIDC) reach this server; empty = no receipts come',
  ),
  SIMULATOR_RATE: setting('int', '0', 'messages a second to the simulator, over all workers; 0 = no limit', { min: 0 }),
  SIMULATOR_LIMIT: setting('int', '0', 'messages a second (of one worker) above which the simulator answers “too fast”; 0 = no limit', {
    min: 0,
  }),
  SIMULATOR_OUTAGE: setting(
    'string',
    '',
    'file that makes the simulator unreachable while it exists; empty = simulator-outage in DATA_DIR',
  ),
  SIMULATOR_LATENCY_MS: setting('int', '20', 'answer time of the simulator, milliseconds', { min: 0 }),
  SIMULATOR_RECEIPT_MS: setting(
    'int',
    '50',
    'pause of the simulator before a receipt; until then it can recall the message, milliseconds',
    { min: 0 },
  ),
  SIMULATOR_LEDGER: setting(
    'string',
    '',
    'NDJSON file with the messages that the simulator accepted; empty = simulator-ledger.ndjson in DATA_DIR',
  ),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

type Settings = ValuesOf<typeof SETTINGS>;

/** The validated configuration: one property for each setting, by its name. A module's own settings are properties too, in its own type. */
export interface Config extends Settings {
  /** The variables of the kinds that PROVIDERS names (`TWILIO_…`), unparsed: src/providers/ parses them. */
  readonly providerVariables: Readonly<Record<string, string>>;
}

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('CONFIG');

function text(name: string, s: Setting, env: NodeJS.ProcessEnv): string {
  const file = s.secret ? env[`${name}_FILE`] : undefined;
  if (file !== undefined && file !== '') return contentOf(`${name}_FILE`, file);
  const value = env[name]?.trim() ?? '';
  return value === '' ? s.fallback : value;
}

function variablesOf(kinds: readonly string[], env: NodeJS.ProcessEnv): Record<string, string> {
  const prefixes = kinds.map((kind) => `${kind.toUpperCase()}_`);
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) =>
      value.trim() !== '' && prefixes.some((prefix) => name.startsWith(prefix)) ? [[name, value.trim()]] : [],
    ),
  );
}

/** The environment for a program of another user: the rest of the environment holds secrets, which that user could read. */
export const programEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(['PATH', 'TZ', 'TMPDIR'].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** The names of a setting: of a secret also the name of its file. */
const namesOf = (table: SettingsTable): string[] =>
  Object.entries(table).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name]));

/** A sentence for each variable that is not a setting and looks like one, or was one. @param others settings that are not in the table */
export function misspelt(others: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): string[] {
  const former = formerNames(Object.keys(env));
  const rest = Object.keys(env).filter((name) => !former.some((each) => each.name === name));
  return [
    ...former.map(({ name, now }) => `${name} is no setting any more. It is called ${now} now. Correct its name, or leave it out.`),
    ...lookalikes(rest, [...namesOf(SETTINGS), ...others]).map(
      ({ name, like }) => `${name} is no setting. Did you mean ${like}? Correct its name, or leave it out.`,
    ),
  ];
}

/**
 * Reads and validates every setting.
 * @param modules the settings of the engagement modules
 * @throws StartupError with a sentence for each variable that is wrong or missing
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, modules: readonly SettingsTable[] = []): Config {
  const faults: string[] = [];
  const wrong: string[] = [];
  const read = ([name, s]: [string, Setting]): [string, unknown] => {
    try {
      return [name, parseSetting(name, s, text(name, s, env))];
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      faults.push(error.message);
      wrong.push(name);
      return [name, parseSetting(name, s, s.fallback)];
    }
  };
  const table: SettingsTable = Object.assign({}, SETTINGS, ...modules) as SettingsTable;
  const settings = Object.fromEntries(Object.entries(table).map(read)) as unknown as Settings;
  const config: Config = { ...settings, providerVariables: variablesOf(settings.PROVIDERS, env) };
  // A rule between settings is checked only if the settings themselves are valid.
  faults.push(...faultsBetween(config).filter((fault) => !wrong.some((name) => fault.includes(name))));
  if (faults.length > 0) throw new StartupError([...faults, ...misspelt(namesOf(table), env)].join('\n'));
  return config;
}
