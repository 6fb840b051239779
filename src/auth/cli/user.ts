// `npm run user -- create|list|revoke`: console users, who sign in by HTTP Basic. A generated password is shown once. A chosen password is
// read from the standard input, since other users of the machine see arguments.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { StartupError } from '../../platform/config/config.js';
import { refuse } from '../../platform/database/local.js';
import { type Arguments, readArguments } from '../../platform/cli/arguments.js';
import { withRepository } from './with-repository.js';
import { isName } from '../caller.js';
import { ConsoleUser } from '../console-user.entity.js';
import { ConsoleUsersService, isUserName } from '../console-users.service.js';
import { requireScopes } from '../make-token.js';
import { ALL_SCOPES, MODULE_SCOPES } from '../../modules.js';

const USAGE = `Usage: npm run user -- create NAME --tenant NAME [--scope "${MODULE_SCOPES}"] [--password -]
       npm run user -- list
       npm run user -- revoke NAME
With --password - the password is the first line of the standard input; else one is made and shown.`;

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  return '';
}

/** Loaded for a chosen password alone, since it brings lists of common passwords. */
async function faultOf(password: string, ...about: string[]): Promise<string | undefined> {
  const { passwordFault } = await import('../password-strength.js');
  return passwordFault(password, ...about);
}

async function create(users: ConsoleUsersService, name: string | undefined, { options }: Arguments, isOn: boolean): Promise<void> {
  const { tenant, scope = MODULE_SCOPES, password: from } = options;
  if (!isUserName(name)) throw new StartupError(`NAME: a name has 1 to 100 characters, no colon and no control characters.\n${USAGE}`);
  if (!isName(tenant)) throw new StartupError(`--tenant: a tenant has 1 to 128 characters, and no control characters.\n${USAGE}`);
  if (from !== undefined && from !== '-') throw new StartupError(`A password comes by the standard input.\n${USAGE}`);
  requireScopes(scope, ALL_SCOPES);
  const password = from === undefined ? randomBytes(18).toString('base64url') : await firstLine();
  const fault = from === undefined ? undefined : await faultOf(password, name, tenant);
  if (fault !== undefined) throw new StartupError(fault);
  if (!(await users.create(name, tenant, scope, password)))
    throw new StartupError('A user with that name is in use. Revoke it first, or choose another name.');
  console.log([`name     ${name}`, `tenant   ${tenant}`, `scopes   ${scope}`].join('\n'));
  if (from === undefined) console.log(`password ${password}\nKeep the password: it is not shown again.`);
  if (!isOn) console.log('Set BASIC_AUTH=true for the server to let console users in.');
}

async function list(users: ConsoleUsersService): Promise<void> {
  for (const { name, tenant, scopes, createdAt, revokedAt } of await users.list()) {
    const state = revokedAt === null ? 'in use' : `revoked ${revokedAt.toISOString()}`;
    console.log([name, tenant, scopes, `made ${createdAt.toISOString()}`, state].join('  '));
  }
}

async function revoke(users: ConsoleUsersService, name: string | undefined): Promise<void> {
  if (name === undefined || !(await users.revoke(name)))
    throw new StartupError('No user with that name is in use. `npm run user -- list` shows them.');
  console.log(`Revoked ${name}.`);
}

async function work(given: Arguments, users: ConsoleUsersService, isOn: boolean): Promise<void> {
  const [command, name, ...rest] = given.words;
  if (command === 'create' && rest.length === 0) return create(users, name, given, isOn);
  if (command === 'list' && name === undefined) return list(users);
  if (command === 'revoke' && rest.length === 0) return revoke(users, name);
  throw new StartupError(USAGE);
}

try {
  const given = readArguments(USAGE, ['tenant', 'scope', 'password']);
  if (!['create', 'list', 'revoke'].includes(given.words[0] ?? '')) throw new StartupError(USAGE);
  await withRepository(ConsoleUser, (users, config) => work(given, new ConsoleUsersService(users), config.BASIC_AUTH));
} catch (error) {
  refuse(error);
}
