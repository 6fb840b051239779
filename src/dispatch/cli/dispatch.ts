// `npm run dispatch -- status|hold|resume|rate-limit`: the operator's commands for a running server, without a restart.
import { readArguments } from '../../platform/cli/arguments.js';
import { type Config, loadConfig, StartupError } from '../../platform/config/config.js';
import { Queue1765000000000 } from '../../queue/migrations/1765000000000-queue.js';
import { Dispatch1765000000001 } from '../../queue/migrations/1765000000001-dispatch.js';
import { createPool, databaseStartupError, migrate } from '../../platform/database/database.js';
import { isLabel } from '../../platform/labels.js';
import { refuse, withDatabase } from '../../platform/database/local.js';
import { providerNames } from '../../providers/configured.js';
import { Control, type DispatchHold } from '../../queue/control/control.js';
import { providerRateLimit, sayRateLimit, senderRateLimit } from '../../queue/control/rate-limits.js';

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return refuse(error);
  }
}

const configured = orRefuse(loadConfig);
/** Without the providers' file everything but providers can still be held, for an emergency. */
const providers = ((): readonly string[] | string => {
  try {
    return providerNames(configured);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
})();
const known = typeof providers === 'string' ? `unknown to this command: ${providers}` : providers.join(', ');

const USAGE = `Usage: npm run dispatch -- status
       npm run dispatch -- hold [--channel NAME | --tenant NAME | --provider NAME]
                           holds all dispatch, or that of a channel, a tenant or a provider: nothing more begins
       npm run dispatch -- resume [--channel NAME | --tenant NAME | --provider NAME]
       npm run dispatch -- rate-limit (--provider NAME | --sender NAME [--module NAME]) MESSAGES_A_SECOND | default
                           over all workers; 0 = no limit, default = as configured; a sender belongs to a module
Providers: ${known}`;

type Options = ReturnType<typeof readArguments>['options'];
type Command = (control: Control, config: Config) => Promise<void>;

const bad = (why: string): never => {
  throw new StartupError(`${why}\n${USAGE}`);
};

function providerOf(name: string): string {
  const provider = typeof providers === 'string' ? undefined : providers.find((each) => each.toUpperCase() === name.toUpperCase());
  // A provider that a tenant has stored is in no configuration.
  if (provider === undefined && /^[A-Z]+__[\dA-F]{16}$/i.test(name)) return name.toUpperCase();
  if (provider !== undefined) return provider;
  if (typeof providers === 'string') throw new StartupError(`The provider ${name} cannot be checked: ${providers}`);
  return bad(`This command knows no provider ${name}. Set PROVIDERS or PROVIDERS_FILE for the command as for the server.`);
}

function holdOf({ channel, tenant, provider, sender, module }: Options): DispatchHold {
  const named = [channel, tenant, provider].filter((each) => each !== undefined);
  if (sender !== undefined || module !== undefined || named.length > 1)
    return bad('Name a channel, a tenant or a provider, or none of them.');
  if (channel !== undefined) return { kind: 'channel', name: channel };
  if (provider !== undefined) return { kind: 'provider', name: providerOf(provider) };
  if (tenant === '') return bad('The tenant has no name.');
  if (tenant !== undefined && !isLabel(tenant)) return bad('--tenant: a tenant has 1 to 128 characters, and no control characters.');
  return tenant === undefined ? { kind: 'all', name: '' } : { kind: 'tenant', name: tenant };
}

/** Servers register the channels of their modules in the database when they start. */
async function checkChannel(control: Control, { kind, name }: DispatchHold): Promise<void> {
  if (kind !== 'channel') return;
  const channels = (await control.channels()).map((each) => each.name);
  if (!channels.includes(name))
    throw new StartupError(`There is no channel ${name}. Channels of this database: ${channels.join(', ') || 'none yet'}.`);
}

const nameOf = ({ kind, name }: DispatchHold): string => (kind === 'all' ? 'all dispatch' : `${kind} ${name}`);

function hold(options: Options): Command {
  const what = holdOf(options);
  return async (control, { LEASE_MS }) => {
    await checkChannel(control, what);
    await control.hold(what);
    console.log(`Held: ${nameOf(what)}. Nothing more begins under this hold. Waiting messages can still be cancelled.`);
    const left = await control.settle(what, LEASE_MS);
    if (left === 0) console.log('The batches that were leased at that moment have ended.');
    else
      console.log(
        `${left} batches that were leased at that moment have not ended: their workers no longer answer, or another hold is in effect.`,
      );
  };
}

function resume(options: Options): Command {
  const what = holdOf(options);
  return async (control) => {
    await control.resume(what);
    console.log(`Resumed: ${nameOf(what)}.`);
    for (const other of await control.holds()) console.log(`Still held: ${nameOf(other)}.`);
  };
}

function rateLimit({ provider, sender, module, channel, tenant }: Options, rate: string | undefined): Command {
  if (channel !== undefined || tenant !== undefined || (provider === undefined) === (sender === undefined))
    return bad('Name a provider or a sender.');
  if (sender === '') return bad('The sender has no name.');
  if (sender !== undefined && !isLabel(sender)) return bad('--sender: a sender has no control characters.');
  if (module !== undefined && sender === undefined) return bad('--module goes with a sender.');
  const limited = provider === undefined ? undefined : providerRateLimit(providerOf(provider));
  if (rate === undefined || !/^(?:default|\d{1,7}(?:\.\d{1,6})?)$/.test(rate)) return bad('Give the messages a second, or default.');
  const perSecond = rate === 'default' ? null : Number(rate);
  return async (control) => {
    const modules = await modulesOf(control);
    const name = limited ?? senderRateLimit(moduleOf(modules, module), sender ?? '');
    await control.setRateLimit(name, perSecond);
    console.log(`Rate limit of ${sayRateLimit(name, modules[0] ?? '')}: ${rateText(perSecond)}.`);
  };
}

/** The modules of the channels in the database; the first one is the default. */
const modulesOf = async (control: Control): Promise<string[]> => [...new Set((await control.channels()).map(({ module }) => module))];

function moduleOf(modules: readonly string[], given = modules[0]): string {
  if (given !== undefined && modules.includes(given)) return given;
  if (given === undefined) throw new StartupError('No module is known to this database yet: start a server on it first.');
  throw new StartupError(`There is no module ${given}. Modules of this database: ${modules.join(', ') || 'none yet'}.`);
}

const rateText = (perSecond: number | null): string => {
  if (perSecond === null) return 'as configured';
  return perSecond === 0 ? 'no limit' : `${perSecond} messages a second over all workers`;
};

const status: Command = async (control) => {
  const [holds, rateLimits, backlog] = [await control.holds(), await control.rateLimits(), await control.backlog()];
  const [first = ''] = await modulesOf(control);
  for (const { since, lanes, ...each } of holds) {
    const missing = control.lanes.filter((lane) => !lanes.includes(lane));
    const but = missing.length === 0 ? '' : `, but not in lane ${missing.join(', ')}: hold it again`;
    console.log(`held     ${nameOf(each)}, since ${since.toISOString()}${but}`);
  }
  if (holds.length === 0) console.log('held     nothing');
  for (const { name, perSecond } of rateLimits) console.log(`limit    ${sayRateLimit(name, first)}: ${rateText(perSecond)}`);
  if (rateLimits.length === 0) console.log('limit    as configured');
  for (const { provider, kind, reason, since } of await control.troubles())
    console.log(`provider ${provider}: ${kind}, ${reason}, since ${since}`);
  for (const { queue, waiting, leased, dueByAge, overdueMs } of backlog) {
    const due = dueByAge.reduce((sum, each) => sum + each, 0);
    const since = due === 0 ? '' : `, the oldest for ${Math.round(overdueMs / 1_000)} s`;
    console.log(`queue    ${queue}: ${waiting} waiting, ${leased} leased, ${due} due${since}`);
  }
  if (backlog.length === 0) console.log('queue    nothing is open');
};

function commandOf([word, ...rest]: readonly string[], options: Options): Command {
  if (rest.length > (word === 'rate-limit' ? 1 : 0)) return bad(`Unknown argument ${rest.at(-1) ?? ''}.`);
  switch (word) {
    case 'status':
      return Object.keys(options).length > 0 ? bad('The command status has no options.') : status;
    case 'hold':
      return hold(options);
    case 'resume':
      return resume(options);
    case 'rate-limit':
      return rateLimit(options, rest[0]);
    case undefined:
    default:
      throw new StartupError(USAGE);
  }
}

try {
  const { options, words } = readArguments(USAGE, ['channel', 'tenant', 'provider', 'sender', 'module']);
  const command = commandOf(words, options);
  const { config, stop: leave } = await withDatabase(configured, { share: true });
  try {
    await migrate(config, [Queue1765000000000, Dispatch1765000000001]);
    const pool = createPool(config, { max: 1, name: 'engagement-dispatch' });
    try {
      const control = await Control.of(pool, config.LANES);
      await command(control, config);
      for (const [lane, why] of control.failed)
        console.error(`Lane ${lane} did not answer (${why}). Repeat the command when it is reachable.`);
      if (control.failed.size > 0) process.exitCode = 1;
    } finally {
      await pool.end();
    }
  } catch (error) {
    throw databaseStartupError(error, config) ?? error;
  } finally {
    await leave();
  }
} catch (error) {
  refuse(error);
}
