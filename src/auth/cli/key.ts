// `npm run key -- create|list|revoke`: application keys for clients that send nothing else. A key is shown once, when it is created.
import { StartupError } from '../../platform/config/config.js';
import { isLabel } from '../../platform/labels.js';
import { refuse } from '../../platform/database/local.js';
import { AppKey } from '../app-key.entity.js';
import { AppKeysService } from '../app-keys.service.js';
import { isName } from '../caller.js';
import { requireScopes } from '../make-token.js';
import { ALL_SCOPES, MODULE_SCOPES } from '../../modules.js';
import { type Arguments, readArguments } from '../../platform/cli/arguments.js';
import { withRepository } from './with-repository.js';

const USAGE = `Usage: npm run key -- create --tenant NAME [--scope "${MODULE_SCOPES}"] [--label TEXT]
       npm run key -- list
       npm run key -- revoke ID`;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

async function create(keys: AppKeysService, { options }: Arguments): Promise<void> {
  const { tenant, scope = MODULE_SCOPES, label } = options;
  if (!isName(tenant)) throw new StartupError(`--tenant: a tenant has 1 to 128 characters, and no control characters.\n${USAGE}`);
  if (label !== undefined && label !== '' && !isLabel(label))
    throw new StartupError(`--label: a label has 128 characters at most, and no control characters.\n${USAGE}`);
  requireScopes(scope, ALL_SCOPES);
  const { id, key } = await keys.create(tenant, scope, label);
  console.log(
    `id     ${id}\ntenant ${tenant}\nscopes ${scope}\nkey    ${key}\nKeep the key: it is not shown again. Send it as X-VoltMX-App-API-Key.`,
  );
}

async function list(keys: AppKeysService): Promise<void> {
  for (const { id, tenant, scopes, label, createdAt, lastUsedAt, revokedAt } of await keys.list()) {
    const used = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.toISOString()}`;
    const state = revokedAt === null ? used : `revoked ${revokedAt.toISOString()}`;
    console.log([id, tenant, scopes, label === '' ? '-' : label, `made ${createdAt.toISOString()}`, state].join('  '));
  }
}

async function revoke(keys: AppKeysService, id: string | undefined): Promise<void> {
  if (id === undefined || !UUID.test(id) || !(await keys.revoke(id)))
    throw new StartupError('No key with that ID is in use. `npm run key -- list` shows them.');
  console.log(`Revoked ${id}.`);
}

async function work(given: Arguments, keys: AppKeysService): Promise<void> {
  const [command, ...rest] = given.words;
  if (command === 'create' && rest.length === 0) return create(keys, given);
  if (command === 'list' && rest.length === 0) return list(keys);
  if (command === 'revoke' && rest.length === 1) return revoke(keys, rest[0]);
  throw new StartupError(USAGE);
}

try {
  const given = readArguments(USAGE, ['tenant', 'scope', 'label']);
  if (!['create', 'list', 'revoke'].includes(given.words[0] ?? '')) throw new StartupError(USAGE);
  await withRepository(AppKey, (keys) => work(given, new AppKeysService(keys)));
} catch (error) {
  refuse(error);
}
