// `npm run dispatch -- status|stop|resume|pace`: what an operator may do while the server runs, without a restart.
import { carrierNames } from '../../carriers/configured.js';
import { readArguments } from '../../platform/cli/arguments.js';
import { type Config, loadConfig, StartupError } from '../../platform/config.js';
import { createPool, databaseStartupError, migrate } from '../../platform/database.js';
import { isLabel } from '../../platform/labels.js';
import { refuse, withDatabase } from '../../platform/local.js';
import { Control, type Stop } from '../../queue/control.js';
import { carrierPace, senderPace } from '../../queue/paces.js';

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return refuse(error);
  }
}

const configured = orRefuse(loadConfig);
/** In an emergency everything else can be stopped without the carriers' file. */
const carriers = ((): readonly string[] | string => {
  try {
    return carrierNames(configured);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
})();
const known = typeof carriers === 'string' ? `not known here: ${carriers}` : carriers.join(', ');

const USAGE = `Usage: npm run dispatch -- status
       npm run dispatch -- stop [--tenant NAME | --carrier NAME]      all of it, a tenant's, a carrier's: nothing more begins
       npm run dispatch -- resume [--tenant NAME | --carrier NAME]
       npm run dispatch -- pace (--carrier NAME | --sender NAME) MESSAGES_A_SECOND | default
                           over all workers; 0 = no limit, default = as configured
Carriers: ${known}`;

type Options = ReturnType<typeof readArguments>['options'];
type Command = (control: Control, config: Config) => Promise<void>;

const bad = (why: string): never => {
  throw new StartupError(`${why}\n${USAGE}`);
};

function carrierOf(name: string): string {
  const carrier = typeof carriers === 'string' ? undefined : carriers.find((each) => each.toUpperCase() === name.toUpperCase());
  // One that a tenant has stored is in no configuration.
  if (carrier === undefined && /^[A-Z]+__[\dA-F]{16}$/i.test(name)) return name.toUpperCase();
  if (carrier !== undefined) return carrier;
  if (typeof carriers === 'string') throw new StartupError(`Whether there is a carrier ${name} can't be told: ${carriers}`);
  return bad(
    `There is no carrier ${name} among those that this command is given. Give it the CARRIERS or CARRIERS_FILE that the server has.`,
  );
}

function stopOf({ tenant, carrier, sender }: Options): Stop {
  if (sender !== undefined || (tenant !== undefined && carrier !== undefined)) return bad('Name a tenant or a carrier, or neither.');
  if (carrier !== undefined) return { kind: 'carrier', name: carrierOf(carrier) };
  if (tenant === '') return bad('The tenant has no name.');
  if (tenant !== undefined && !isLabel(tenant)) return bad('--tenant: a tenant has 1 to 128 characters, and no control characters.');
  return tenant === undefined ? { kind: 'all', name: '' } : { kind: 'tenant', name: tenant };
}

const nameOf = ({ kind, name }: Stop): string => (kind === 'all' ? 'all dispatch' : `${kind} ${name}`);

function stop(options: Options): Command {
  const what = stopOf(options);
  return async (control, { LEASE_MS }) => {
    await control.stop(what);
    console.log(`Stopped: ${nameOf(what)}. Nothing more of it begins; what waits can still be cancelled.`);
    const left = await control.settle(what, LEASE_MS);
    if (left === 0) console.log('What was in hand at that moment has ended.');
    else console.log(`${left} batches that were in hand at that moment still are: their workers answer no more, or another stop holds.`);
  };
}

function resume(options: Options): Command {
  const what = stopOf(options);
  return async (control) => {
    await control.resume(what);
    console.log(`Resumed: ${nameOf(what)}.`);
    for (const other of await control.stops()) console.log(`Still stopped: ${nameOf(other)}.`);
  };
}

function pace({ carrier, sender, tenant }: Options, rate: string | undefined): Command {
  if (tenant !== undefined || (carrier === undefined) === (sender === undefined)) return bad('Name a carrier or a sender.');
  if (sender === '') return bad('The sender has no name.');
  if (sender !== undefined && !isLabel(sender)) return bad('--sender: a sender has no control characters.');
  const name = carrier === undefined ? senderPace(sender ?? '') : carrierPace(carrierOf(carrier));
  if (rate === undefined || !/^(?:default|\d{1,7}(?:\.\d{1,6})?)$/.test(rate)) return bad('Say how many messages a second.');
  const perSecond = rate === 'default' ? null : Number(rate);
  return async (control) => {
    await control.setPace(name, perSecond);
    console.log(`Pace of ${name}: ${said(perSecond)}.`);
  };
}

const said = (perSecond: number | null): string => {
  if (perSecond === null) return 'as configured';
  return perSecond === 0 ? 'no limit' : `${perSecond} messages a second over all workers`;
};

const status: Command = async (control) => {
  const [stops, paces, backlog] = [await control.stops(), await control.paces(), await control.backlog()];
  for (const { since, lanes, ...each } of stops) {
    const missing = control.lanes.filter((lane) => !lanes.includes(lane));
    const but = missing.length === 0 ? '' : `, but not in lane ${missing.join(', ')}: stop it again`;
    console.log(`stopped  ${nameOf(each)}, since ${since.toISOString()}${but}`);
  }
  if (stops.length === 0) console.log('stopped  nothing');
  for (const { name, perSecond } of paces) console.log(`pace     ${name}: ${said(perSecond)}`);
  if (paces.length === 0) console.log('pace     as configured');
  for (const { carrier, kind, reason, since } of await control.troubles())
    console.log(`carrier  ${carrier}: ${kind}, ${reason}, since ${since}`);
  for (const { queue, waiting, inHand, dueByAge, overdueMs } of backlog) {
    const due = dueByAge.reduce((sum, each) => sum + each, 0);
    const since = due === 0 ? '' : `, the longest since ${Math.round(overdueMs / 1_000)} s`;
    console.log(`queue    ${queue}: ${waiting} waiting, ${inHand} in hand, ${due} due${since}`);
  }
  if (backlog.length === 0) console.log('queue    nothing is open');
};

function commandOf([word, ...rest]: readonly string[], options: Options): Command {
  if (rest.length > (word === 'pace' ? 1 : 0)) return bad(`What is ${rest.at(-1) ?? ''}?`);
  switch (word) {
    case 'status':
      return Object.keys(options).length > 0 ? bad('The status is that of all.') : status;
    case 'stop':
      return stop(options);
    case 'resume':
      return resume(options);
    case 'pace':
      return pace(options, rest[0]);
    case undefined:
    default:
      throw new StartupError(USAGE);
  }
}

try {
  const { options, words } = readArguments(USAGE, ['tenant', 'carrier', 'sender']);
  const command = commandOf(words, options);
  const { config, stop: leave } = await withDatabase(configured, { share: true });
  try {
    await migrate(config, []);
    const pool = createPool(config, { max: 1, name: 'engagement-dispatch' });
    try {
      const control = await Control.of(pool, config.LANES);
      await command(control, config);
      for (const [lane, why] of control.failed) console.error(`Lane ${lane} could not be asked (${why}). Say it again when it answers.`);
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
