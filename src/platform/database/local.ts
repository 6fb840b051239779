// The defaults on a developer's machine: a token secret that is made on first start, and an embedded PostgreSQL.
import { hkdfSync } from 'node:crypto';
import { type Config, StartupError } from '../config/config.js';
import { DataFolder } from './data-folder.js';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

export const hasTokenKey = ({ JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY }: Config): boolean =>
  [JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY].some((key) => key !== '');

/** The development secret if no key is configured (in production the server has refused to start before). */
export const withTokenKey = (config: Config): Config =>
  withConfigKey(hasTokenKey(config) ? config : { ...config, JWT_SECRET: new DataFolder(config.DATA_DIR).secrets().jwtSecret });

/** For development: a key derived from the token secret, so that processes with the same secret can read each other's stored accounts. */
function withConfigKey(config: Config): Config {
  if (config.CONFIG_KEY !== '' || config.JWT_SECRET === '' || config.NODE_ENV === 'production') return config;
  return { ...config, CONFIG_KEY: Buffer.from(hkdfSync('sha256', config.JWT_SECRET, '', 'provider configurations', 32)).toString('hex') };
}

export interface Database {
  config: Config;
  /** Stops the embedded PostgreSQL that was started for this process. */
  stop: () => Promise<void>;
}

/**
 * The configured database, or the embedded one.
 * @param share another process of this machine may run it already (commands beside a server); else the folder is this process's alone
 * @throws StartupError
 */
export async function withDatabase(config: Config, { share = false } = {}): Promise<Database> {
  if (config.DATABASE_URL !== '') return { config, stop: () => Promise.resolve() };
  const folder = new DataFolder(config.DATA_DIR);
  const running = share ? runningEmbeddedPostgres(folder) : undefined;
  if (running !== undefined) return { config: { ...config, DATABASE_URL: running }, stop: () => Promise.resolve() };
  folder.claim();
  // Also if this process ends without a stop: the folder is free, and PostgreSQL shuts itself down.
  const leave = (): void => {
    folder.release();
  };
  process.once('exit', leave);
  try {
    const postgres = await startEmbeddedPostgres(folder);
    const DATABASE_URL = await postgres.handOver().catch(async (error: unknown) => {
      await postgres.stop();
      const { code = 'no code' } = error as { code?: string };
      throw new StartupError(
        `The embedded PostgreSQL could not be handed over to the server's role (${code}); ${folder.path}/postgres.log says why.`,
      );
    });
    postgres.restartOnExit();
    const interrupt = (): void => void process.kill(postgres.pid, 'SIGINT');
    process.once('exit', interrupt);
    return {
      config: { ...config, DATABASE_URL },
      stop: async () => {
        await postgres.stop();
        process.off('exit', interrupt);
        process.off('exit', leave);
        leave();
      },
    };
  } catch (error) {
    process.off('exit', leave);
    leave();
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!/^E[A-Z]+$/.test(code)) throw error;
    throw new StartupError(
      `The data folder ${folder.path} can't be used (${code}). Correct what is in it, or set DATA_DIR to another folder.`,
    );
  }
}

/** Prints a StartupError as one sentence and exits with 1. Any other error is a defect and is printed with its stack. */
export function refuse(error: unknown): never {
  if (error instanceof StartupError) console.error(error.message);
  else console.error(error);
  process.exit(1);
}
