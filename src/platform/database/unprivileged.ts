// PostgreSQL refuses to run as root. If the server was started as root (a container, a CI machine), its database runs as the user
// `postgres` or `nobody`.
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface User {
  uid: number;
  gid: number;
}

const OTHERS_MAY_PASS = 0o001;

/** Undefined if this process is not root. @param owned a folder whose owner is kept, if it exists */
export function databaseUser(owned: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(owned)) {
    const { uid, gid } = statSync(owned);
    if (uid !== 0) return { uid, gid };
  }
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}

export function giveTo(path: string, user: User | undefined): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** False if a folder above denies access, as /root does. */
function isReachable(path: string): boolean {
  const parent = dirname(path);
  return parent === path || ((statSync(parent).mode & OTHERS_MAY_PASS) !== 0 && isReachable(parent));
}

/** @param paths the paths that the program needs; if they are not accessible, the program keeps the one capability that gives access */
export function spawnAs(user: User | undefined, paths: string[], program: string, args: string[], options: SpawnOptions): ChildProcess {
  if (user === undefined) return spawn(program, args, options);
  const { uid, gid } = user;
  if (paths.every(isReachable)) return spawn(program, args, { ...options, uid, gid });
  const who = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return spawn('setpriv', [...who, '--', program, ...args], options);
}
