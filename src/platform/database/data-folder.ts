// The data folder of a server that was started with Node and npm alone: its development secrets, which are made once and kept, and the
// process that uses the folder now.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../config/config.js';

export interface Secrets {
  jwtSecret: string;
  databasePassword: string;
}

interface Owner {
  pid: number;
  /** Distinguishes the process from a later one with the same PID, where the system has that information. */
  startedAt: string | null;
  /** The address of the embedded PostgreSQL while it runs. */
  port?: number;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

/** The start time of a process in clock ticks since boot; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** True while the process with this PID and start time runs. */
export function isRunning(pid: number, startedAt: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  return startedAt === null || startOf(pid) === startedAt;
}

export class DataFolder {
  readonly path: string;
  private readonly ownerFile: string;

  /** Makes the folder where it is missing. A database user may pass through it, but not list it. @throws StartupError */
  constructor(path: string) {
    this.path = resolve(path);
    this.ownerFile = join(this.path, 'owner.json');
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o711 });
      if (!statSync(this.path).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    } catch (error) {
      throw new StartupError(
        `The data folder ${this.path} can't be made (${codeOf(error)}). Correct DATA_DIR or its permissions and start again.`,
      );
    }
  }

  /** The secrets of the folder, made on first use and readable by this user alone. @throws StartupError */
  secrets(): Secrets {
    const file = join(this.path, 'secrets.json');
    if (!existsSync(file) && existsSync(join(this.path, 'postgres')))
      throw new StartupError(`${file} is missing. Restore it, or remove the whole folder to start afresh (its messages are lost then).`);
    const fresh = (): string => randomBytes(32).toString('hex');
    try {
      writeFileSync(file, `${JSON.stringify({ jwtSecret: fresh(), databasePassword: fresh() }, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw this.unusable(error);
    }
    const { jwtSecret, databasePassword } = this.read(file) as Partial<Secrets>;
    if (typeof jwtSecret !== 'string' || typeof databasePassword !== 'string')
      throw new StartupError(`${file} is damaged. Restore it, or remove the whole folder to start afresh (its messages are lost then).`);
    return { jwtSecret, databasePassword };
  }

  /** Reserves the folder for this server. @throws StartupError while another server uses it */
  claim(): void {
    const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid) };
    for (;;) {
      try {
        writeFileSync(this.ownerFile, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
        return;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || !statSync(this.ownerFile).isFile()) throw this.unusable(error);
      }
      const owner = this.owner();
      if (owner !== undefined)
        throw new StartupError(
          `The data folder ${this.path} is in use by process ${owner.pid}. Stop it, or set DATA_DIR to another folder.`,
        );
      rmSync(this.ownerFile, { force: true });
    }
  }

  /** Stores the address, so that other commands on this machine (`npm run key`) find the database. */
  announce(port: number): void {
    const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid), port };
    writeFileSync(this.ownerFile, JSON.stringify(mine), { mode: 0o600 });
  }

  release(): void {
    rmSync(this.ownerFile, { force: true });
  }

  /** The running server that uses the folder. */
  owner(): Owner | undefined {
    const { pid, startedAt = null, port } = this.read(this.ownerFile) as Partial<Owner>;
    if (typeof pid !== 'number' || !isRunning(pid, startedAt)) return undefined;
    return { pid, startedAt, ...(port !== undefined && { port }) };
  }

  private unusable(error: unknown): StartupError {
    return new StartupError(
      `The data folder ${this.path} can't be written (${codeOf(error)}). Correct DATA_DIR or its permissions and start again.`,
    );
  }

  /** An empty object if the file cannot be read. */
  private read(file: string): object {
    try {
      return Object(JSON.parse(readFileSync(file, 'utf8'))) as object;
    } catch {
      return {};
    }
  }
}
