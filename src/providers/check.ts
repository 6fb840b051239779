// `npm run provider:check -- NAME`: tests if the account can be used. It signs in and sends nothing.
import { readArguments } from '../platform/cli/arguments.js';
import { loadConfig, StartupError } from '../platform/config/config.js';
import { refuse } from '../platform/database/local.js';
import { addedKindsOf } from '../modules.js';
import { configuredProviders, providerNames } from './configured.js';
import { kindsWith } from './kinds.js';

const WITHIN_MS = 15_000;

try {
  const config = loadConfig();
  const names = providerNames(config).join(', ');
  const usage = `Usage: npm run provider:check -- NAME\nProviders: ${names}`;
  const [name, ...more] = readArguments(usage, []).words;
  if (name === undefined || more.length > 0) throw new StartupError(usage);
  const configured = configuredProviders(config, kindsWith(addedKindsOf())).find((each) => each.name.toUpperCase() === name.toUpperCase());
  if (configured === undefined) throw new StartupError(`There is no provider ${name}: there are ${names}.`);
  const provider = configured.make();
  try {
    const found = await provider.check?.(AbortSignal.timeout(WITHIN_MS));
    console.log(`${provider.name}: ${found ?? 'there is nothing to check'}`);
  } catch (error) {
    throw new StartupError(`${provider.name}: ${error instanceof Error ? error.message : 'it could not be checked'}`);
  } finally {
    await provider.close();
  }
  process.exit(0);
} catch (error) {
  refuse(error);
}
