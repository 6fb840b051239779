// `npm run token -- --tenant acme --scope "messages:send messages:cancel"`: an access token for development, on a line of its own.
import { loadConfig, StartupError } from '../../platform/config/config.js';
import { refuse, withTokenKey } from '../../platform/database/local.js';
import { isName } from '../caller.js';
import { makeToken, requireScopes } from '../make-token.js';
import { ALL_SCOPES } from '../../modules.js';
import { readArguments } from '../../platform/cli/arguments.js';

const USAGE = 'Usage: npm run token -- --tenant NAME [--scope "messages:send messages:read"] [--sub NAME] [--hours 24]';

try {
  const { options } = readArguments(USAGE, ['tenant', 'scope', 'sub', 'hours']);
  const { tenant, scope = ALL_SCOPES, sub: subject = 'developer', hours = '24' } = options;
  if (!isName(tenant) || !isName(subject)) throw new StartupError(`A tenant and a subject have 1 to 128 characters.\n${USAGE}`);
  requireScopes(scope, ALL_SCOPES);
  if (!/^\d{1,5}$/.test(hours) || Number(hours) === 0) throw new StartupError(`--hours is a whole number from 1 to 99999.\n${USAGE}`);
  console.log(makeToken(withTokenKey(loadConfig()), { tenant, scope, subject, lifetimeSeconds: Number(hours) * 3_600 }));
} catch (error) {
  refuse(error);
}
