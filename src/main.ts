// `npm start`: configuration, database, migrations, server; and the stop on SIGTERM or SIGINT. An error that prevents the start is printed
// as one plain sentence, with exit code 1.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { banner } from './banner.js';
import { addedKindsOf, channelsOf, loadServerConfig, migrateServer, SERVER_SETTINGS } from './modules.js';
import { type Config, misspelt, StartupError } from './platform/config/config.js';
import { databaseStartupError } from './platform/database/database.js';
import { describeSettings } from './platform/config/describe-settings.js';
import { refuse, withDatabase, withTokenKey } from './platform/database/local.js';

/** The longest time to close the application. A database that hangs could hold the pools longer; the leases then end by themselves. */
const CLOSE_MS = 9_000;

const help = async (): Promise<string> => {
  const { describeKinds, kindsWith } = await import('./providers/kinds.js');
  return `Usage: npm start
Every setting is an environment variable:

${[describeSettings(SERVER_SETTINGS), describeKinds(kindsWith(addedKindsOf()))].filter((part) => part !== '').join('\n\n')}
`;
};

async function listen(app: NestFastifyApplication, { HOST, PORT }: Config): Promise<number> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    const sentences: Partial<Record<string, string>> = {
      EADDRINUSE: `Port ${PORT} on ${HOST} is taken. Stop the program that listens there, or set PORT to another one.`,
      EACCES: `Port ${PORT} may not be opened by this user. Set PORT to one from 1024 on.`,
      EADDRNOTAVAIL: `${HOST} is not an address of this machine. Correct HOST.`,
      ENOTFOUND: `${HOST} is not an address of this machine. Correct HOST.`,
    };
    const sentence = sentences[(error as NodeJS.ErrnoException).code ?? ''];
    throw sentence === undefined ? error : new StartupError(sentence);
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}

/**
 * Resolves when the process may exit: messages under way are completed, other leased entries are released, the database is stopped last.
 */
async function serve(config: Config, code: Promise<typeof import('./app.js')>, stops: readonly string[]): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        // Further signals have no effect.
        process.on(signal, () => undefined);
        process.stdout.write(`${signal}: stopping, within 10 s: ${stops.join(', ')}\n`);
        resolve();
      });
  });
  await migrateServer(config);
  const { createApp } = await code;
  const app = await createApp(config);
  try {
    process.stdout.write(banner(config, await listen(app, config)));
    await stopped;
  } finally {
    await Promise.race([app.close(), pause(CLOSE_MS, undefined, { ref: false })]);
  }
}

/** The steps of a stop, in order. */
const stopsOf = ({ ROLE, DATABASE_URL, DATA_DIR }: Config): string[] => [
  'running requests are answered, new ones are refused',
  ...(ROLE === 'api' ? [] : ['messages under way are completed, other leased entries are released']),
  ...(DATABASE_URL === '' ? [`PostgreSQL in ${DATA_DIR} is stopped`] : []),
];

const [argument] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') process.stdout.write(await help());
else if (argument !== undefined) refuse(new StartupError(`There is no argument ${argument}.\n${await help()}`));
else
  try {
    const read = loadServerConfig();
    const { checkProviders } = await import('./providers/validate.js');
    const { kindsWith, providerSettingNames } = await import('./providers/kinds.js');
    const kinds = kindsWith(addedKindsOf());
    const hints = misspelt([...Object.keys(SERVER_SETTINGS), ...providerSettingNames(kinds)]);
    await checkProviders(read, channelsOf(read), kinds).catch((error: unknown) => {
      throw error instanceof StartupError ? new StartupError([error.message, ...hints].join('\n')) : error;
    });
    // Such a variable may belong to another program, so the server starts nevertheless.
    for (const hint of hints) console.error(hint);
    const configured = withTokenKey(read);
    // The code is loaded while the database starts.
    const code = import('./app.js');
    const { config, stop } = await withDatabase(configured);
    try {
      await serve(config, code, stopsOf(read));
    } catch (error) {
      throw databaseStartupError(error, config) ?? error;
    } finally {
      await stop();
    }
    process.stdout.write('Stopped.\n');
    process.exit(0);
  } catch (error) {
    refuse(error);
  }
