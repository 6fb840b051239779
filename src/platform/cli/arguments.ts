// The arguments of the commands: `--help` prints the usage, a mistake is answered with it.
import { parseArgs } from 'node:util';
import { StartupError } from '../config/config.js';

export interface Arguments {
  /** Of the named options, those that were given. */
  options: Readonly<Partial<Record<string, string>>>;
  words: string[];
}

/** @throws StartupError for an option that isn't one of these */
export function readArguments(usage: string, names: readonly string[]): Arguments {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { options: values, words: positionals };
  } catch (error) {
    throw new StartupError(`${(error as Error).message}\n${usage}`);
  }
}
