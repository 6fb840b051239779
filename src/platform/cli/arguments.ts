// The arguments of the commands. `--help` prints the usage; after a mistake the usage is printed too.
import { parseArgs } from 'node:util';
import { StartupError } from '../config/config.js';

export interface Arguments {
  /** The named options that were given. */
  options: Readonly<Partial<Record<string, string>>>;
  words: string[];
}

/** @throws StartupError for an unknown option */
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
