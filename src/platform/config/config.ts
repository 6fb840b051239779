// The only reader of the environment: every setting, its default and its meaning in one table, from which the parser,
// `npm start -- --help` and the table in docs/reference/settings.md (a test compares them) are made.
import { contentOf, type Kind, parseSetting, type Setting } from './parse-setting.js';
import { faultsBetween } from './settings-agree.js';
import { StartupError } from './startup-error.js';
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
  NODE_ENV: setting('environment', 'development', '`production` refuses to start on the simulator, or by weak secrets and plain http'),
  ALLOW_SIMULATOR: setting('boolean', 'false', 'let the simulated provider take messages in production, which reach nobody'),
  ALLOW_PLAIN_HTTP: setting('boolean', 'false', 'let JWT_JWKS_URL, PUBLIC_URL and BASIC_AUTH do without https in production'),
  HOST: setting('string', '127.0.0.1', 'address to listen on; `0.0.0.0` for every interface'),
  PORT: setting('int', '3000', 'port to listen on; 0 picks a free one', { min: 0, max: 65_535 }),
  ROLE: setting('role', 'all', '`api` answers HTTP, `worker` hands messages over (and answers /health), `all` does both'),
  DATABASE_URL: setting('database', '', 'PostgreSQL 15 or newer; absent = an embedded one in DATA_DIR', { secret: true }),
  DATA_DIR: setting('string', 'data', 'folder of the embedded PostgreSQL, the development secrets and the simulator ledger'),
  LANES: setting('lanes', '0', 'lanes (0–1023, comma-separated) that new requests are spread over and that workers visit'),
  JWT_SECRET: setting('string', '', 'HS256 secret of the access tokens (32 bytes or more in production)', { secret: true }),
  JWT_JWKS_URL: setting('string', '', 'address of a JWKS with RS256 / ES256 keys, instead of JWT_SECRET'),
  JWT_PUBLIC_KEY: setting('string', '', 'PEM public key (RSA = RS256, P-256 = ES256), instead of JWT_SECRET', { secret: true }),
  JWT_ISSUER: setting('string', 'engagement-server', 'required `iss` of a token'),
  JWT_AUDIENCE: setting('string', 'engagement-server', 'required `aud` of a token'),
  JWT_TENANT_CLAIM: setting('string', 'tenant', 'claim that names the tenant'),
  JWT_SCOPE_CLAIM: setting('string', 'scope', 'claim that holds the scopes (space-separated, or an array)'),
  JWT_DEFAULT_TENANT: setting('string', '', 'tenant of a token without that claim; empty = such a token is refused'),
  JWT_DEFAULT_SCOPES: setting('string', '', 'scopes (space-separated) of a token without that claim'),
  OIDC_ISSUER: setting('string', '', 'OpenID Connect provider that people sign in by (docs/guides/console.md); empty = by token alone'),
  OIDC_CLIENT_ID: setting('string', '', 'what that provider knows this server as'),
  OIDC_CLIENT_SECRET: setting('string', '', 'secret of that client; empty = a public client, with PKCE alone', { secret: true }),
  OIDC_SCOPES: setting('string', 'openid', 'scopes to ask the provider for, space-separated'),
  OIDC_AUDIENCE: setting('string', '', 'audience to ask the provider for (docs/guides/console.md); empty = its own choice'),
  BASIC_AUTH: setting('boolean', 'false', 'let console users (`npm run user`) in by HTTP Basic'),
  TRUST_PROXY: setting(
    'trust',
    'false',
    'whose X-Forwarded-For to believe: addresses / CIDR ranges, or how many proxies (docs/guides/proxy.md)',
  ),
  LOG_LEVEL: setting('level', 'info', '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`'),
  DOCS: setting('boolean', 'true', 'serve Swagger UI at `/docs` and the OpenAPI document at `/openapi.json`'),
  METHOD_OVERRIDE: setting('boolean', 'true', 'honour `X-HTTP-Method-Override: DELETE` on a POST to the cancel path'),
  RATE_LIMIT: setting('int', '12000', 'requests a caller (without good credentials: an address) may make in RATE_WINDOW_MS; 0 = no limit'),
  RATE_WINDOW_MS: setting('int', '60000', 'length of that window, milliseconds', { min: 100 }),
  BODY_LIMIT_BYTES: setting('int', '134217728', 'largest request body, bytes', { min: 1_024 }),
  REQUEST_TIMEOUT_MS: setting('int', '60000', 'time a client has to send its whole request, milliseconds', { min: 100 }),
  MAX_RECIPIENTS: setting('int', '1000000', 'recipients of one request', { min: 1, max: 1_000_000 }),
  MAX_VALUES: setting('int', '50', 'values of one recipient, for merge tags', { min: 0, max: 1_000 }),
  MAX_VALUES_BYTES: setting('int', '4096', 'names and texts of one recipient’s values together, bytes', { min: 0, max: 65_536 }),
  MAX_OPEN_ENTRIES: setting(
    'int',
    '0',
    'entries of a tenant that may wait at once in the channels of one module (SMS: texts and calls together); a submit that would make more is refused; 0 = no limit',
  ),
  SCHEDULE_HORIZON_DAYS: setting('int', '3650', 'how far ahead a start or expiry may lie, days', { min: 1, max: 36_500 }),
  DATABASE_POOL: setting('int', '16', 'connections for submits and reads, a process', { min: 2, max: 500 }),
  CANCEL_POOL: setting('int', '4', 'connections kept apart for cancels, a process', { min: 1, max: 100 }),
  DISPATCH_POOL: setting('int', '3', 'connections of the dispatcher, a process', { min: 2, max: 100 }),
  INTAKE_POOL: setting('int', '2', 'connections for what comes in (receipts, messages that people send), a process', { min: 1, max: 100 }),
  BATCH_SIZE: setting('int', '200', 'most entries of one claim', { min: 1, max: 1_000 }),
  // Not longer: providers are searched for what left some minutes around a lease's end.
  LEASE_MS: setting('int', '30000', 'how long a claim may hold its batch, milliseconds', { min: 200, max: 300_000 }),
  PROVIDER_TIMEOUT_MS: setting('int', '5000', 'a provider’s answer later than this is a lost one (in doubt), milliseconds', { min: 10 }),
  POLL_MS: setting('int', '1000', 'longest sleep of an idle dispatcher and pause of its lease rescuer, milliseconds', { min: 10 }),
  RETRY_BASE_MS: setting('int', '1000', 'first pause after a temporary failure; doubles with each attempt, with jitter', { min: 1 }),
  RETRY_MAX_MS: setting('int', '300000', 'longest such pause, milliseconds', { min: 1 }),
  RETRY_ATTEMPTS: setting('int', '20', 'attempts after which a temporary failure is final (Undelivered)', { min: 1, max: 1_000 }),
  DOWNLOADS: setting('int', '4', 'CSV downloads that a caller may have open at a process; all callers: four times as many', { min: 1 }),
  DOWNLOAD_IDLE_MS: setting('int', '60000', 'a download that nobody reads for so long is cut off, milliseconds', { min: 10 }),
  RETENTION_DAYS: setting('int', '90', 'days after its last move when a finished request leaves, with its entries; 0 = never', {
    min: 0,
    max: 36_500,
  }),
  BREAKER_FAILURES: setting('int', '10', 'lost answers in a row after which a provider is held to be dead', { min: 1 }),
  BREAKER_PAUSE_MS: setting('int', '5000', 'pause before one message tries a provider that is held to be dead, milliseconds', { min: 10 }),
  PROVIDERS: setting('list', 'simulator', 'kinds of providers to hand over to, in order, comma-separated; each has settings of its own'),
  PROVIDERS_FILE: setting(
    'string',
    '',
    'a JSON file with providers (instead of PROVIDERS) and routes; see docs/guides/providers/routing.md',
  ),
  CONFIG_KEY: setting('key', '', 'encrypts the secrets of providers that tenants store: 32 random bytes, hex or base64', { secret: true }),
  PROVIDER_HOSTS: setting('list', '', 'hosts (or `host:port`) that tenants’ providers may be at beside the vendors’ own, comma-separated'),
  PUBLIC_URL: setting(
    'address',
    '',
    'where providers (receipts) and browsers (back from OIDC) reach this server; empty = no receipts come',
  ),
  SIMULATOR_RATE: setting('int', '0', 'messages a second to the simulated provider, over all workers; 0 = no limit', { min: 0 }),
  SIMULATOR_LIMIT: setting('int', '0', 'messages a second (of a worker) above which it answers “too fast”; 0 = no limit', { min: 0 }),
  SIMULATOR_OUTAGE: setting(
    'string',
    '',
    'a file: while it exists, the simulated provider can’t be reached; empty = simulator-outage in DATA_DIR',
  ),
  SIMULATOR_LATENCY_MS: setting('int', '20', 'how long the simulated provider takes to answer, milliseconds', { min: 0 }),
  SIMULATOR_RECEIPT_MS: setting('int', '50', 'until a receipt follows; so long it can take a message back, milliseconds', { min: 0 }),
  SIMULATOR_LEDGER: setting(
    'string',
    '',
    'NDJSON file of what the simulated provider was handed; empty = simulator-ledger.ndjson in DATA_DIR',
  ),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

type Settings = ValuesOf<typeof SETTINGS>;

/** The validated configuration: one property a setting, by its name. A module's own settings are properties too, of its own type. */
export interface Config extends Settings {
  /** The variables of the kinds that PROVIDERS names (`TWILIO_…`), as they stand: src/providers/ knows what they mean. */
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

/** What a program of another user is started with: the rest of the environment holds secrets, which that user could read. */
export const programEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(['PATH', 'TZ', 'TMPDIR'].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** Of a secret, its file too. */
const namesOf = (table: SettingsTable): string[] =>
  Object.entries(table).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name]));

/** A sentence for each variable that is no setting and looks like one. @param others settings that are not in the table */
export const misspelt = (others: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): string[] =>
  lookalikes(Object.keys(env), [...namesOf(SETTINGS), ...others]).map(
    ({ name, like }) => `${name} is no setting. Did you mean ${like}? Correct its name, or leave it out.`,
  );

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
  // What follows from a setting that is wrong already is no further fault.
  faults.push(...faultsBetween(config).filter((fault) => !wrong.some((name) => fault.includes(name))));
  if (faults.length > 0) throw new StartupError([...faults, ...misspelt(namesOf(table), env)].join('\n'));
  return config;
}
