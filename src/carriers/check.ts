// `npm run carrier:check -- NAME`: can the account be used? Authenticates and sends nothing.
import { readArguments } from '../platform/cli/arguments.js';
import { loadConfig, StartupError } from '../platform/config.js';
import { refuse } from '../platform/local.js';
import { carrierNames, configuredCarriers } from './configured.js';

const WITHIN_MS = 15_000;

try {
  const config = loadConfig();
  const names = carrierNames(config).join(', ');
  const usage = `Usage: npm run carrier:check -- NAME\nCarriers: ${names}`;
  const [name, ...more] = readArguments(usage, []).words;
  if (name === undefined || more.length > 0) throw new StartupError(usage);
  const configured = configuredCarriers(config).find((each) => each.name.toUpperCase() === name.toUpperCase());
  if (configured === undefined) throw new StartupError(`There is no carrier ${name}: there are ${names}.`);
  const carrier = configured.make();
  try {
    const found = await carrier.check?.(AbortSignal.timeout(WITHIN_MS));
    console.log(`${carrier.name}: ${found ?? 'there is nothing to check'}`);
  } catch (error) {
    throw new StartupError(`${carrier.name}: ${error instanceof Error ? error.message : 'it could not be checked'}`);
  } finally {
    await carrier.close();
  }
  process.exit(0);
} catch (error) {
  refuse(error);
}
